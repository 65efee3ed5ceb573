import { z } from 'zod';
import { PERSON_FIELDS } from '../case/person.ts';
import { asEntered, defineVerb } from '../ledger/verb.ts';
import type { OfficeState } from '../office/index.ts';
import { EntryId, ok, refuse } from '../shared/index.ts';
import { ENQUIRIES_KEPT, EnquiryTopic } from './enquiry.ts';

const CountEnquiry = z.object({
  topic: EnquiryTopic,
  district: PERSON_FIELDS.district.nullable(),
  sex: PERSON_FIELDS.sex.nullable(),
});

/** The day is `occurredOn` of the entry, as everywhere: a tally on paper can be typed the next morning. */
export const countEnquiry = defineVerb({
  type: 'enquiry.count',
  version: 1,
  subject: 'office',
  nature: 'report',
  payload: CountEnquiry,
  intent: CountEnquiry,
  propose: asEntered,
  judge: () => ok(null),
  apply: (state: OfficeState, payload, fact): OfficeState => ({
    ...state,
    enquiries: [...(state.enquiries ?? []), { entry: fact.entry, on: fact.occurredOn.day, ...payload }].slice(
      -ENQUIRIES_KEPT,
    ),
  }),
});

const MarkEnquiryEnteredInError = z.object({ enquiry: EntryId });

/** Counted twice, or wrongly: it no longer counts. What it said stays in its entry. */
export const markEnquiryEnteredInError = defineVerb({
  type: 'enquiry.mark-entered-in-error',
  version: 1,
  subject: 'office',
  nature: 'act',
  payload: MarkEnquiryEnteredInError,
  intent: MarkEnquiryEnteredInError,
  propose: asEntered,
  judge: (state: OfficeState, payload) =>
    (state.enquiries ?? []).some(({ entry }) => entry === payload.enquiry) ? ok(null) : refuse('enquiry.unknown'),
  apply: (state: OfficeState, payload): OfficeState => ({
    ...state,
    enquiries: (state.enquiries ?? []).filter(({ entry }) => entry !== payload.enquiry),
  }),
});
