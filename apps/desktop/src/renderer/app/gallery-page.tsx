import type { OccurredOn } from '@nrm/domain/shared';
import {
  CircleAlert,
  CircleCheck,
  ClipboardList,
  Clock,
  FilePlus,
  Hourglass,
  Info,
  Plus,
  Printer,
  Send,
  UserCheck,
} from 'lucide-react';
import { useState } from 'react';
import { Fault } from '../../core/faults.ts';
import * as D from '../design/index.ts';
import { formatDay, formatNumberOfCase, formatTelephone } from '../i18n/format.ts';
import { useLanguage, useWords } from '../i18n/words.ts';

/** Every component in its states, to look at in three languages. Its words are those of the catalogues. */
export function GalleryPage() {
  return (
    <>
      <D.PageHeader
        title={useWords('shell')('nav.my-day')}
        details={<Details />}
        actions={<Actions />}
        onBack={() => window.history.back()}
      />
      <D.Page wide>
        <Marks />
        <Fields />
        <Story />
        <Panels />
        <Rows />
      </D.Page>
    </>
  );
}

function Details() {
  const t = useWords('words');
  const language = useLanguage();
  return (
    <>
      <D.Ltr>{formatNumberOfCase('150301260074')}</D.Ltr>
      <D.StateBadge tone="late" icon={CircleAlert} word={t('priority.urgent')} />
      <span>{formatDay(new Date().toISOString().slice(0, 10) as OccurredOn['day'], language, { weekday: true })}</span>
    </>
  );
}

function Actions() {
  const t = useWords('interface');
  const [isOpen, setOpen] = useState(false);
  const v = useWords('verbs');
  return (
    <>
      <D.Button kind="quiet" icon={Printer}>
        {t('print')}
      </D.Button>
      <D.Button kind="danger" onPress={() => setOpen(true)}>
        {v('case.end.button')}
      </D.Button>
      <D.Button kind="secondary" isBusy>
        {t('save')}
      </D.Button>
      <D.Button isDisabled>{t('undo')}</D.Button>
      <D.Button kind="primary" icon={Send} onPress={() => D.say(v('referral.send.button'))}>
        {v('referral.send.button')}
      </D.Button>
      <D.Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        isAlert
        title={v('case.end.button')}
        actions={<D.Button kind="danger">{v('case.end.button')}</D.Button>}
      >
        <D.RefusalNote refusal={{ code: 'consent.missing', allowed: ['consent.give'] }} />
      </D.Dialog>
    </>
  );
}

function Marks() {
  const t = useWords('words');
  const shell = useWords('shell');
  return (
    <D.Section
      title={shell('nav.referrals')}
      count={12}
      actions={
        <D.Button size="small" icon={Plus}>
          {shell('nav.new-case')}
        </D.Button>
      }
    >
      <D.Row>
        <D.StateBadge icon={Clock} tone="due" word={t('answer.delivered')} />
        <D.StateBadge icon={CircleCheck} tone="good" word={t('answer.accepted')} />
        <D.StateBadge icon={Hourglass} tone="late" word={t('past-its-date')} />
        <D.StateBadge icon={Info} tone="note" word={t('service-state.scheduled')} />
        <D.StateBadge icon={Send} tone="action" word={t('sending.sent')} />
        <D.StateBadge icon={Info} word={t('ending.closed-both')} />
        <D.FreshnessMark freshness="fresh" daysAgo={3} />
        <D.FreshnessMark freshness="ageing" daysAgo={40} />
        <D.FreshnessMark freshness="doubtful" daysAgo={null} />
        <D.Chip onRemove={() => undefined}>{t('topic.housing')}</D.Chip>
        <D.Chip isOn onPress={() => undefined}>
          {t('topic.medical')}
        </D.Chip>
        <D.Chip onPress={() => undefined}>{t('topic.legal')}</D.Chip>
        <D.SavedMark time="14:32" />
      </D.Row>
      <D.Card tone="late">
        <D.ReasonList
          reasons={[
            { verdict: 'yes', words: t('topic.small-business') },
            { verdict: 'no', words: t('decline-reason.funding-ended') },
            { verdict: 'unknown', words: t('decline-reason.papers-missing') },
          ]}
        />
      </D.Card>
    </D.Section>
  );
}

function Fields() {
  const t = useWords('words');
  const i = useWords('interface');
  const [topic, setTopic] = useState<'housing' | 'legal' | 'medical' | null>('legal');
  const [on, setOn] = useState(true);
  const [day, setDay] = useState<OccurredOn | null>(null);
  const choices = (['housing', 'legal', 'medical'] as const).map((value) => ({ value, label: t(`topic.${value}`) }));
  return (
    <D.Row align="start">
      <D.Card>
        <D.Stack>
          <D.TextField
            label={t('consent-field.given-name')}
            description={i('optional')}
            defaultValue={t('topic.legal')}
          />
          <D.TextField
            label={t('consent-field.safe-contact')}
            direction="ltr"
            defaultValue={formatTelephone('+9647700000000')}
            error={i('day.too-late')}
          />
          <D.TextField label={t('consent-field.need')} multiline rows={2} placeholder={i('optional')} />
        </D.Stack>
      </D.Card>
      <D.Card>
        <D.Stack>
          <D.Select label={t('consent-field.need')} choices={choices} value={topic} onChange={setTopic} />
          <D.ComboBox label={t('consent-field.district')} choices={choices} value={topic} onChange={setTopic} />
          <D.DayField label={i('day.day')} value={day} onChange={setDay} today={'2026-07-14' as OccurredOn['day']} />
          <D.CheckboxField label={i('day.about')} description={i('optional')} isSelected={on} onChange={setOn} />
          <D.Switch label={i('day.about')} isSelected={on} onChange={setOn} />
        </D.Stack>
      </D.Card>
      <D.Card>
        <D.RadioCards label={t('consent-field.need')} choices={choices} value={topic} onChange={setTopic} columns={2} />
      </D.Card>
    </D.Row>
  );
}

function Story() {
  const v = useWords('verbs');
  const t = useWords('words');
  const i = useWords('interface');
  return (
    <D.Card>
      <D.Timeline label={t('consent-field.need')}>
        <D.TimelineItem
          icon={FilePlus}
          tone="action"
          title={v('case.register.story')}
          details={i('saved-at', { time: '14:32' })}
          more={<D.Facts facts={[{ label: t('consent-field.sex'), value: t('sex.female') }]} />}
        />
        <D.TimelineItem
          icon={UserCheck}
          tone="good"
          title={v('consent.give.story')}
          details={i('saved-at', { time: '14:35' })}
        />
        <D.TimelineItem icon={Send} title={v('referral.send.story')} details={i('saved-at', { time: '14:40' })}>
          <D.StateBadge icon={Clock} tone="due" word={t('answer.no-response')} />
        </D.TimelineItem>
      </D.Timeline>
    </D.Card>
  );
}

function Panels() {
  const shell = useWords('shell');
  const i = useWords('interface');
  return (
    <D.Stack>
      <D.RefusalNote refusal={{ code: 'case.has-ended', allowed: ['case.reopen'] }} />
      <D.FaultNote fault={new Fault('server.unreachable')} />
      <D.ProgressPanel
        title={shell('nav.sync')}
        words={i('loading')}
        done={40}
        total={600}
        onCancel={() => undefined}
      />
      <D.Row align="start">
        <D.Card>
          <D.StepMap
            label={shell('nav.new-case')}
            at="b"
            onGo={() => undefined}
            steps={[
              { id: 'a', label: shell('nav.people'), isDone: true },
              { id: 'b', label: shell('nav.referrals'), isDone: false },
              { id: 'c', label: shell('nav.directory'), isDone: false },
            ]}
          />
        </D.Card>
        <D.Card>
          <D.EmptyState
            icon={ClipboardList}
            title={i('nothing-found')}
            words={shell('not-found.words')}
            action={<D.Button>{i('clear-filters')}</D.Button>}
          />
        </D.Card>
        <D.Card>
          <D.Skeleton />
        </D.Card>
      </D.Row>
      <D.FaultScreen fault={new Fault('replica.damaged')} onNext={() => undefined} />
    </D.Stack>
  );
}

const MANY = Array.from({ length: 100_000 }, (_, index) => index);

function Rows() {
  const shell = useWords('shell');
  const t = useWords('words');
  const [open, setOpen] = useState<number | null>(null);
  return (
    <div style={{ blockSize: 320 }}>
      <D.FullPage
        header={null}
        panel={
          open !== null && (
            <D.DetailPanel
              title={<D.Ltr>{open}</D.Ltr>}
              onClose={() => setOpen(null)}
              actions={<D.Button kind="primary">{shell('nav.referrals')}</D.Button>}
            >
              <D.PersonName name={t('sex.female')} latin={String(open)} />
            </D.DetailPanel>
          )
        }
      >
        <D.VirtualList
          label={shell('nav.people')}
          rows={MANY}
          rowHeight={56}
          keyOf={String}
          onOpen={setOpen}
          openKey={open === null ? null : String(open)}
        >
          {(row) => (
            <>
              <D.Ltr>{row}</D.Ltr>
              <D.StateBadge icon={Info} word={t('priority.medium')} />
            </>
          )}
        </D.VirtualList>
      </D.FullPage>
    </div>
  );
}
