import { describe, expect, test } from 'vitest';
import { FIXED_DAY, ids } from '../testing/index.ts';
import {
  ANSWERS,
  type Answer,
  asksToReferAgain,
  CONFIRMATIONS,
  type Confirmation,
  contradictionOf,
  type Ending,
  endingOf,
  type Referral,
  SENDING,
  SERVICE_STATES,
  type ServiceStatus,
} from './referral.ts';

interface Parts {
  sending?: Referral['sending'];
  answer?: Answer;
  service?: ServiceStatus;
  confirmation?: Confirmation;
}

const reported = <Status>(status: Status | undefined) =>
  status === undefined ? null : { status, reason: null, on: FIXED_DAY, source: 'staff' as const, entry: ids.entry };

const referralOf = ({ sending = 'sent', answer, service, confirmation }: Parts): Referral => ({
  need: ids.need,
  recipient: { organisation: ids.organisation, service: ids.service },
  serviceName: 'Welding course',
  organisationName: 'Training centre',
  method: 'client-slip',
  urgency: 'normal',
  fields: [],
  sending,
  consent: null,
  override: null,
  slipCode: null,
  sentOn: null,
  dueOn: null,
  answer: reported(answer),
  service: reported(service),
  confirmation: reported(confirmation),
  toTell: [],
});

const ENDED: readonly ServiceStatus[] = ['completed', 'partially-completed', 'failed'];
const ENDINGS_TABLE: readonly [Confirmation | undefined, 'ended' | 'goes on', Ending | null, Ending | null][] = [
  // person says, service, while somebody will ask, when nobody will ask any more
  [undefined, 'goes on', null, null],
  [undefined, 'ended', null, 'provider-only'],
  ['confirmed', 'goes on', null, 'person-only'],
  ['confirmed', 'ended', 'closed-both', 'closed-both'],
  ['disputed', 'goes on', 'disputed', 'disputed'],
  ['disputed', 'ended', 'disputed', 'disputed'],
  ['not-reached', 'goes on', 'person-not-reached', 'person-not-reached'],
  ['not-reached', 'ended', 'person-not-reached', 'person-not-reached'],
];

describe('how a referral ended', () => {
  for (const [confirmation, service, asking, notAsking] of ENDINGS_TABLE) {
    const services = service === 'ended' ? ENDED : [undefined, ...SERVICE_STATES.filter((one) => !ENDED.includes(one))];
    test(`the person: ${confirmation ?? 'nothing yet'}, the service ${service}: ${asking ?? 'not yet'}`, () => {
      for (const status of services)
        for (const answer of [undefined, ...ANSWERS]) {
          const parts = referralOf({
            ...(answer && { answer }),
            ...(status && { service: status }),
            ...(confirmation && { confirmation }),
          });
          expect(endingOf(parts)).toBe(asking);
          expect(endingOf(parts, true)).toBe(notAsking);
        }
    });
  }

  test('what we took back has ended so, whatever was said about it', () => {
    for (const confirmation of CONFIRMATIONS)
      for (const service of SERVICE_STATES) {
        expect(endingOf(referralOf({ sending: 'withdrawn', service, confirmation }))).toBe('withdrawn');
        expect(endingOf(referralOf({ sending: 'cancelled', service, confirmation }))).toBe('cancelled');
        expect(endingOf(referralOf({ sending: 'entered-in-error', service, confirmation }))).toBe('cancelled');
      }
  });
});

describe('what cannot both be the whole truth', () => {
  const served: readonly ServiceStatus[] = ['attended', 'in-service', 'completed', 'partially-completed'];

  test('a no, and yet the person was served', () => {
    for (const answer of ANSWERS)
      for (const service of SERVICE_STATES)
        expect(contradictionOf(referralOf({ answer, service })), `${answer} ${service}`).toBe(
          answer === 'declined' && served.includes(service) ? 'declined-and-attended' : null,
        );
  });

  test('completed, and yet the person says no', () => {
    for (const confirmation of CONFIRMATIONS)
      for (const service of SERVICE_STATES)
        expect(contradictionOf(referralOf({ confirmation, service })), `${confirmation} ${service}`).toBe(
          service === 'completed' && confirmation === 'disputed' ? 'completed-and-disputed' : null,
        );
  });
});

test('a no or silence asks to refer again, unless the service has begun or the referral was taken back', () => {
  for (const sending of SENDING.filter((one) => one !== 'consented'))
    for (const answer of [undefined, ...ANSWERS])
      for (const service of [undefined, ...SERVICE_STATES])
        expect(
          asksToReferAgain(referralOf({ sending, ...(answer && { answer }), ...(service && { service }) })),
          `${sending} ${answer} ${service}`,
        ).toBe(sending === 'sent' && service === undefined && (answer === 'declined' || answer === 'no-response'));
});
