import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * What the screens read: derived from the states of subjects in the transaction that changes them, rebuilt at any time,
 * never the truth. Two more tables (`case_search`, `service_search`, FTS5) stand in the migration alone: drizzle has no
 * words for them. Their rowid is `row` here.
 */
export const cases = sqliteTable(
  'cases',
  {
    row: integer().primaryKey(),
    id: text().notNull(),
    number: text().notNull(),
    office: text().notNull(),
    status: text().$type<'open' | 'ended'>().notNull(),
    responsible: text().notNull(),
    priority: text(),
    /** JSON of a `PersonName`, for comparing part by part. */
    name: text().notNull(),
    fullName: text('full_name').notNull(),
    /** Strict key of the full name: what lists are sorted by, because the platform cannot sort Sorani. */
    nameKey: text('name_key').notNull(),
    latinName: text('latin_name'),
    sex: text().$type<'female' | 'male'>().notNull(),
    yearOfBirth: integer('year_of_birth'),
    district: text().notNull(),
    phone: text(),
    openNeeds: integer('open_needs').notNull(),
    openReferrals: integer('open_referrals').notNull(),
    lastActivityOn: text('last_activity_on').notNull(),
  },
  (table) => [
    uniqueIndex('cases_id').on(table.id),
    index('cases_name').on(table.nameKey, table.id),
    index('cases_of_status').on(table.office, table.status, table.nameKey, table.id),
    index('cases_of_office').on(table.office, table.nameKey, table.id),
  ],
);

export const referrals = sqliteTable(
  'referrals',
  {
    id: text().notNull(),
    caseId: text('case_id').notNull(),
    organisation: text().notNull(),
    service: text(),
    organisationName: text('organisation_name').notNull(),
    serviceName: text('service_name').notNull(),
    /** null when its need is an entry that could not hold */
    topic: text(),
    urgency: text().notNull(),
    sending: text().notNull(),
    answer: text(),
    serviceStatus: text('service_status'),
    confirmation: text(),
    ending: text(),
    /** Which list of the board it stands in. */
    stage: text().notNull(),
    sentOn: text('sent_on'),
    dueOn: text('due_on'),
    answeredOn: text('answered_on'),
    slipCode: text('slip_code'),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.id] }),
    index('referrals_stage').on(table.stage, table.dueOn),
    index('referrals_organisation').on(table.organisation, table.service),
  ],
);

export const tasks = sqliteTable(
  'tasks',
  {
    caseId: text('case_id').notNull(),
    place: integer().notNull(),
    kind: text().notNull(),
    dueOn: text('due_on'),
    /** JSON of a `Task`. */
    task: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.place] }),
    index('tasks_due').on(table.dueOn),
    index('tasks_kind').on(table.kind),
  ],
);

export const services = sqliteTable(
  'services',
  {
    row: integer().primaryKey(),
    organisation: text().notNull(),
    service: text().notNull(),
    nameKey: text('name_key').notNull(),
    status: text().notNull(),
    leadOffice: text('lead_office'),
    /** The latest day on which anything about it was verified. */
    verifiedOn: text('verified_on'),
    /** JSON: what a line of the directory shows of the organisation. */
    organisationState: text('organisation_state').notNull(),
    /** JSON of a `ServiceState`. */
    state: text().notNull(),
  },
  (table) => [
    uniqueIndex('services_service').on(table.organisation, table.service),
    index('services_name').on(table.nameKey, table.organisation, table.service),
  ],
);

export const serviceTopics = sqliteTable(
  'service_topics',
  {
    topic: text().notNull(),
    organisation: text().notNull(),
    service: text().notNull(),
    /** Both in one: tells the rows of an organisation apart. */
    topicOfService: text('topic_of_service').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.topic, table.organisation, table.service] }),
    index('service_topics_organisation').on(table.organisation),
  ],
);

/** One row: the version of the rules behind the rows, and where a rebuild beside them stands. */
export const readModels = sqliteTable('read_models', {
  only: integer().primaryKey(),
  version: integer().notNull(),
  rebuildingVersion: integer('rebuilding_version'),
  rebuiltKind: text('rebuilt_kind'),
  rebuiltId: text('rebuilt_id'),
});
