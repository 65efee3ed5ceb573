/**
 * The tables of an HSDS 3.0 tabular data package (Open Referral, datapackage.json 3.0.0, CC BY-SA 4.0), as far as a
 * package is checked: which columns must say something, what stands in them, and where they point.
 */
export type HsdsColumnType = 'text' | 'number' | 'date' | 'datetime' | 'time' | readonly string[];

export interface HsdsTable {
  readonly required: readonly string[];
  /** Columns that are no plain text. */
  readonly types: Readonly<Record<string, HsdsColumnType>>;
  /** Every other column of the standard. */
  readonly texts: readonly string[];
  /**
   * Columns that must point into the package. A few the standard declares are missing here: its own official example
   * points outside with them (locations.organization_id, taxonomy_terms.taxonomy_id, contacts.organization_id). Tables of
   * which nothing is kept have none.
   */
  readonly references: Readonly<Record<string, string>>;
}

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const KINDS_OF_PLACE = ['physical', 'postal', 'virtual'] as const;
const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');

export const HSDS_TABLES: Readonly<Record<string, HsdsTable>> = {
  'organizations.csv': {
    required: ['id', 'name', 'description'],
    types: { year_incorporated: 'number' },
    texts: words('alternate_name email website tax_status tax_id legal_status logo uri parent_organization_id'),
    references: {},
  },
  'services.csv': {
    required: ['id', 'organization_id', 'name', 'status'],
    types: {
      status: ['active', 'inactive', 'defunct', 'temporarily closed'],
      minimum_age: 'number',
      maximum_age: 'number',
      assured_date: 'date',
      last_modified: 'datetime',
    },
    texts: words(
      'program_id alternate_name description url email interpretation_services application_process fees_description wait_time fees accreditations eligibility_description assurer_email licenses alert',
    ),
    references: { organization_id: 'organizations.csv' },
  },
  'locations.csv': {
    required: ['id', 'location_type'],
    types: { location_type: KINDS_OF_PLACE, latitude: 'number', longitude: 'number' },
    texts: words(
      'url organization_id name alternate_name description transportation external_identifier external_identifier_type',
    ),
    references: {},
  },
  'service_at_location.csv': {
    required: ['id', 'service_id', 'location_id'],
    types: {},
    texts: words('description'),
    references: { service_id: 'services.csv', location_id: 'locations.csv' },
  },
  'addresses.csv': {
    required: words('id address_1 city state_province postal_code country address_type'),
    types: { address_type: KINDS_OF_PLACE },
    texts: words('location_id attention address_2 region'),
    references: { location_id: 'locations.csv' },
  },
  'phones.csv': {
    required: ['id', 'number'],
    types: { extension: 'number' },
    texts: words('location_id service_id organization_id contact_id service_at_location_id type description'),
    references: {
      location_id: 'locations.csv',
      service_id: 'services.csv',
      organization_id: 'organizations.csv',
      service_at_location_id: 'service_at_location.csv',
    },
  },
  'schedules.csv': {
    required: ['id'],
    types: {
      valid_from: 'date',
      valid_to: 'date',
      dtstart: 'date',
      timezone: 'number',
      until: 'date',
      count: 'number',
      wkst: DAYS,
      freq: ['WEEKLY', 'MONTHLY'],
      interval: 'number',
      opens_at: 'time',
      closes_at: 'time',
    },
    texts: words(
      'service_id location_id service_at_location_id byday byweekno bymonthday byyearday description schedule_link attending_type notes',
    ),
    references: {
      service_id: 'services.csv',
      location_id: 'locations.csv',
      service_at_location_id: 'service_at_location.csv',
    },
  },
  'service_areas.csv': {
    required: ['id'],
    types: {},
    texts: words('service_id name description extent extent_type uri'),
    references: { service_id: 'services.csv' },
  },
  'required_documents.csv': {
    required: ['id'],
    types: {},
    texts: words('service_id document uri'),
    references: { service_id: 'services.csv' },
  },
  'languages.csv': {
    required: ['id'],
    types: {},
    texts: words('service_id location_id phone_id name code note'),
    references: { service_id: 'services.csv', location_id: 'locations.csv' },
  },
  'cost_options.csv': {
    required: ['id', 'service_id'],
    types: { valid_from: 'date', valid_to: 'date', amount: 'number' },
    texts: words('option currency amount_description'),
    references: { service_id: 'services.csv' },
  },
  'taxonomy_terms.csv': {
    required: ['id', 'name', 'description'],
    types: {},
    texts: words('code parent_id taxonomy language taxonomy_id term_uri'),
    references: {},
  },
  'attributes.csv': {
    required: ['id', 'link_id', 'taxonomy_term_id', 'link_entity'],
    types: {},
    texts: words('link_type value'),
    references: { taxonomy_term_id: 'taxonomy_terms.csv' },
  },
  'programs.csv': {
    required: ['id', 'organization_id', 'name', 'description'],
    types: {},
    texts: words('alternate_name'),
    references: {},
  },
  'accessibility.csv': {
    required: ['id'],
    types: {},
    texts: words('location_id description details url'),
    references: {},
  },
  'contacts.csv': {
    required: ['id'],
    types: {},
    texts: words('organization_id service_id service_at_location_id location_id name title department email'),
    references: {},
  },
  'funding.csv': {
    required: ['id'],
    types: {},
    texts: words('organization_id service_id source'),
    references: {},
  },
  'organization_identifiers.csv': {
    required: ['id', 'organization_id', 'identifier_type', 'identifier'],
    types: {},
    texts: words('identifier_scheme'),
    references: {},
  },
  'metadata.csv': {
    required: words(
      'id resource_id resource_type last_action_date last_action_type field_name previous_value replacement_value updated_by',
    ),
    types: { last_action_date: 'date' },
    texts: [],
    references: {},
  },
  'meta_table_descriptions.csv': {
    required: ['id'],
    types: {},
    texts: words('name language character_set'),
    references: {},
  },
  'taxonomies.csv': { required: ['id', 'name', 'description'], types: {}, texts: words('uri version'), references: {} },
};

/** Without these there is no directory in the package. */
export const REQUIRED_FILES = ['organizations.csv', 'services.csv'] as const;

export const columnsOf = (table: HsdsTable): ReadonlySet<string> =>
  new Set([...table.required, ...Object.keys(table.types), ...table.texts, ...Object.keys(table.references)]);
