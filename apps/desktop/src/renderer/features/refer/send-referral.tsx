import { CONSENT_METHODS, SHARED_FIELDS, type SharedField } from '@nrm/domain/consent';
import type { Need } from '@nrm/domain/need';
import type { ConsentId, NeedId, ReferralId } from '@nrm/domain/shared';
import { Send, ShieldAlert, ShieldCheck, ShieldX } from 'lucide-react';
import { useState } from 'react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { newId, useAct } from '../../app/bridge-client.ts';
import { useDraftText } from '../../app/draft-text.ts';
import {
  Button,
  Card,
  CheckboxField,
  FaultNote,
  RadioCards,
  RefusalNote,
  Row,
  SavedMark,
  Section,
  Stack,
  TextField,
} from '../../design/index.ts';
import { formatTime, nameIn } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { ReadAloud } from './read-aloud.tsx';
import type { RankedService } from './refer-page.tsx';

type Method = (typeof CONSENT_METHODS)[number];
/** What the person answered; without their yes only a vital interest sends anything. */
type Said = 'yes' | 'no' | 'vital-interest';

export const referDraftOf = (caseId: string, need: string): string => `refer:${caseId}:${need}`;

/** Consent with the recipient and the fields named, the words for the provider, and one act that sends. */
export function SendReferral({
  file,
  needId,
  need,
  service,
  onSent,
  onOther,
}: {
  readonly file: CaseFile;
  readonly needId: NeedId;
  readonly need: Need;
  readonly service: RankedService;
  readonly onSent: (referral: ReferralId) => void;
  readonly onOther: () => void;
}) {
  const t = useWords('refer');
  const language = useLanguage();
  const draftKey = referDraftOf(file.id, needId);
  const words = useDraftText(draftKey);
  const { act, busy, refusal, fault } = useAct();
  const [ids] = useState(() => ({ referral: newId<ReferralId>(), consent: newId<ConsentId>() }));
  const { row, organisation } = service;
  const asked: readonly SharedField[] = row.state.minimumFields.length > 0 ? row.state.minimumFields : ['need'];
  const [fields, setFields] = useState<readonly SharedField[]>(asked);
  const [said, setSaid] = useState<Said | null>(null);
  const [method, setMethod] = useState<Method>('spoken');
  const [override, setOverride] = useState('');
  const [isAsked, setAsked] = useState(false);
  const serviceName = nameIn(row.state.names, language);
  const organisationName = nameIn(row.organisationState.names, language);
  const recipientName = t('recipient-name', {
    service: serviceName,
    organisation: organisationName,
    interpolation: { escapeValue: false },
  });
  const lacksWhy = said === 'vital-interest' && override.trim() === '';

  async function send(): Promise<void> {
    setAsked(true);
    if (said === null || said === 'no' || lacksWhy || fields.length === 0) return;
    await words.settle();
    const subject = { kind: 'case' as const, id: file.id };
    const recipient = { organisation, service: service.service };
    const withConsent = said === 'yes';
    const written = await act(
      [
        {
          type: 'referral.draft',
          subject,
          intent: {
            referral: ids.referral,
            need: needId,
            recipient,
            organisationName,
            serviceName,
            method: row.state.methods[0] ?? 'client-slip',
            urgency: need.urgency,
            fields,
            reasons: service.reasons.map(({ answer, code }) => ({ answer, code })),
          },
        },
        ...(withConsent
          ? [
              {
                type: 'consent.give',
                subject,
                intent: { consent: ids.consent, recipient, recipientName, fields, method },
              },
            ]
          : []),
        {
          type: 'referral.send',
          subject,
          intent: {
            referral: ids.referral,
            consent: withConsent ? ids.consent : null,
            override: withConsent ? null : override,
            words: words.text,
          },
        },
      ],
      { finishesDraft: draftKey },
    );
    if (!written) return;
    words.forget();
    onSent(ids.referral);
  }

  return (
    <Stack gap={6}>
      <Card tone="good">
        <div className="case-line">
          <div>
            <h2 className="service-name">{serviceName}</h2>
            <p className="quiet">{organisationName}</p>
          </div>
          <Button kind="quiet" onPress={onOther}>
            {t('choose-another')}
          </Button>
        </div>
      </Card>

      <Section title={t('consent')}>
        <fieldset className="field">
          <legend className="field-label">{t('which-fields')}</legend>
          <p className="field-description">{t('which-fields-hint')}</p>
          <div className="shared-fields">
            {SHARED_FIELDS.map((field) => (
              <CheckboxField
                key={field}
                label={t(`words:consent-field.${field}`)}
                isSelected={fields.includes(field)}
                onChange={(isOn) =>
                  setFields(SHARED_FIELDS.filter((each) => (each === field ? isOn : fields.includes(each))))
                }
              />
            ))}
          </div>
          {isAsked && fields.length === 0 && <p className="field-error">{t('fields-missing')}</p>}
        </fieldset>
        <ReadAloud
          clientLanguage={file.state.person.language?.value ?? null}
          fields={fields}
          names={row}
          policeDesk={service.policeDesk}
        />
        <RadioCards<Said>
          label={t('what-does-person-say')}
          columns={3}
          value={said}
          onChange={setSaid}
          choices={[
            { value: 'yes', label: t('says-yes'), icon: ShieldCheck },
            { value: 'no', label: t('says-no'), icon: ShieldX },
            {
              value: 'vital-interest',
              label: t('vital-interest'),
              description: t('vital-interest-hint'),
              icon: ShieldAlert,
            },
          ]}
          {...(isAsked && said === null ? { error: t('choose-what-person-says') } : {})}
        />
        {said === 'yes' && (
          <RadioCards<Method>
            label={t('how-said')}
            columns={4}
            value={method}
            onChange={setMethod}
            choices={CONSENT_METHODS.map((value) => ({ value, label: t(`words:consent-method.${value}`) }))}
          />
        )}
        {said === 'no' && <p>{t('said-no-words')}</p>}
        {said === 'vital-interest' && (
          <TextField
            label={t('why-without-consent')}
            description={t('why-without-consent-hint')}
            value={override}
            onChange={setOverride}
            multiline
            rows={3}
            maxLength={2000}
            {...(isAsked && lacksWhy ? { error: t('why-missing') } : {})}
          />
        )}
      </Section>

      <Section title={t('words-to-provider')}>
        <TextField
          label={t('words-to-provider-label')}
          description={t('case:note-hint')}
          value={words.text}
          onChange={words.change}
          multiline
          rows={4}
          maxLength={4000}
        />
        <Row align="between">
          <SavedMark time={words.savedAt === null ? null : formatTime(words.savedAt)} />
          <Button kind="primary" icon={Send} isBusy={busy} isDisabled={said === 'no'} onPress={() => void send()}>
            {t('verbs:referral.send.button')}
          </Button>
        </Row>
        <RefusalNote refusal={refusal} />
        <FaultNote fault={fault ?? words.fault} />
      </Section>
    </Stack>
  );
}
