import {
  countReport,
  type HsdsCounts,
  type HsdsPackage,
  type HsdsReportLine,
  type ImportPlan,
  parseHsdsPackage,
  planImport,
} from '@nrm/domain/hsds';
import { foldKey } from '@nrm/domain/name';
import type { OrganisationState } from '@nrm/domain/organisation';
import type { Places } from '@nrm/domain/place';
import type { LocalDate, OrganisationId } from '@nrm/domain/shared';

export interface DirectoryImport {
  /** What is to be written, in this order; empty when the package is broken. */
  readonly plan: ImportPlan;
  readonly report: readonly HsdsReportLine[];
  readonly counts: HsdsCounts;
  readonly broken: boolean;
}

export interface ImportContext {
  readonly sha256: (text: string) => string;
  readonly today: LocalDate;
  readonly demonstration: boolean;
  readonly places: Places;
  readonly findOrganisation: (id: OrganisationId) => OrganisationState | undefined;
}

/** What importing a package would do. It writes nothing: `--dry-run` prints this, the import writes it. */
export function importDirectory(files: HsdsPackage, context: ImportContext): DirectoryImport {
  const { sha256, today, demonstration } = context;
  const findDistrict = (words: readonly string[]) => findDistrictIn(context.places, words);
  const { organisations, report } = parseHsdsPackage(files, { sha256, today, demonstration, findDistrict });
  const counts = countReport(report);
  return { plan: planImport(organisations, context.findOrganisation), report, counts, broken: counts.errors > 0 };
}

/** A district whose name, in any of its spellings, is one of the words of an address. No guess: a wrong district sends people there. */
function findDistrictIn(places: Places, words: readonly string[]): string | undefined {
  const keys = new Set(words.map(foldKey));
  const found = places.all.filter(
    (place) =>
      place.level === 'district' &&
      [place.names.ar, place.names.en, place.names.ckb ?? '', ...place.aliases].some(
        (name) => name !== '' && keys.has(foldKey(name)),
      ),
  );
  return found.length === 1 ? found[0]?.id : undefined;
}
