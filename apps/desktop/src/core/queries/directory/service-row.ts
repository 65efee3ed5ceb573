import { daysBetween } from '@nrm/domain/calendar';
import type { LocalDate, OrganisationId, ServiceId } from '@nrm/domain/shared';
import type { ServiceRow } from '../../../bridge/queries.ts';
import type { SqlRow } from '../../store/store.ts';

/** A row of `services` as a line of the directory. */
export const serviceRow = (row: SqlRow, today: LocalDate): ServiceRow => ({
  organisation: row.organisation as OrganisationId,
  service: row.service as ServiceId,
  organisationState: JSON.parse(row.organisation_state as string),
  state: JSON.parse(row.state as string),
  verifiedDaysAgo: row.verified_on === null ? null : Math.max(0, daysBetween(row.verified_on as LocalDate, today)),
});
