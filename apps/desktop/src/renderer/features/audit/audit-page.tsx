import { Ban, FileCheck2, Hourglass, PackageCheck, ShieldCheck, Stamp, Undo2, UserCheck } from 'lucide-react';
import { useState } from 'react';
import type { AuditState } from '../../../bridge/audit.ts';
import { useQueryOf } from '../../app/bridge-client.ts';
import { useMay } from '../../app/may.ts';
import {
  Button,
  Card,
  EmptyState,
  Page,
  PageHeader,
  Row,
  Section,
  Skeleton,
  Stack,
  StateBadge,
} from '../../design/index.ts';
import { formatDay } from '../../i18n/format.ts';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { ReleaseDialog, WithdrawDialog } from './decide-dialogs.tsx';
import { PrepareDialog } from './prepare-dialog.tsx';
import { WriteDialog } from './write-dialog.tsx';

type Export = AuditState['exports'][number];

/** Case files on their way to an auditor: prepared by one, released by another, written to a stick. */
export function AuditPage() {
  const t = useWords('audit');
  const may = useMay();
  const { data } = useQueryOf('audit.state', {});
  const [open, setOpen] = useState<
    { readonly kind: 'prepare' } | { readonly kind: 'release' | 'write' | 'withdraw'; readonly of: Export } | null
  >(null);
  const close = () => setOpen(null);
  const hasAuditor = data?.auditors.some(({ use }) => use === 'usable') ?? false;
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <Button
            kind="primary"
            icon={FileCheck2}
            isDisabled={!hasAuditor || !may('audit-export.prepare')}
            onPress={() => setOpen({ kind: 'prepare' })}
          >
            {t('prepare')}
          </Button>
        }
      />
      <Page>
        <Stack gap={6}>
          <p className="quiet">{t('words')}</p>
          {!data ? (
            <Skeleton lines={4} />
          ) : (
            <>
              {!hasAuditor && <EmptyState icon={ShieldCheck} title={t('no-auditor')} words={t('no-auditor-words')} />}
              {data.exports.length > 0 ? (
                <Section title={t('list')} count={data.exports.length}>
                  <Stack gap={3}>
                    {data.exports.map((each) => (
                      <ExportCard
                        key={each.entry}
                        of={each}
                        onRelease={() => setOpen({ kind: 'release', of: each })}
                        onWrite={() => setOpen({ kind: 'write', of: each })}
                        onWithdraw={() => setOpen({ kind: 'withdraw', of: each })}
                      />
                    ))}
                  </Stack>
                </Section>
              ) : (
                hasAuditor && <EmptyState icon={PackageCheck} title={t('none-yet')} words={t('none-yet-words')} />
              )}
            </>
          )}
        </Stack>
      </Page>
      {open?.kind === 'prepare' && data && <PrepareDialog auditors={data.auditors} onClose={close} />}
      {open?.kind === 'release' && <ReleaseDialog of={open.of} onClose={close} />}
      {open?.kind === 'withdraw' && <WithdrawDialog of={open.of} onClose={close} />}
      {open?.kind === 'write' && <WriteDialog of={open.of} work={data?.work ?? null} onClose={close} />}
    </>
  );
}

interface CardProps {
  readonly of: Export;
  readonly onRelease: () => void;
  readonly onWrite: () => void;
  readonly onWithdraw: () => void;
}

function ExportCard({ of, onRelease, onWrite, onWithdraw }: CardProps) {
  const t = useWords('audit');
  const language = useLanguage();
  const may = useMay();
  const { releasedOn, releasedByName, withdrawn, withdrawnByName, written } = of;
  const mayWithdraw = !withdrawn && !written && (of.isOwn ? may('audit-export.withdraw') : may('audit-export.release'));
  return (
    <Card>
      <div className="case-line">
        <Stack gap={1}>
          <Row>
            <strong>{of.auditorName}</strong>
            <span>{t('files', { count: of.cases })}</span>
            <ExportMark of={of} />
          </Row>
          <p className="quiet">{t('prepared', { day: formatDay(of.preparedOn, language), name: of.preparedByName })}</p>
          {releasedOn !== null && (
            <p className="quiet">
              {t('released', { day: formatDay(releasedOn, language), name: releasedByName ?? '' })}
            </p>
          )}
          {written && (
            <p className="quiet">{t('written', { count: written.times, day: formatDay(written.on, language) })}</p>
          )}
          {withdrawn && (
            <p className="quiet">
              {t('withdrawn', { day: formatDay(withdrawn.on, language), name: withdrawnByName ?? '' })}
            </p>
          )}
          {releasedOn === null && of.isOwn && !withdrawn && <p>{t('own')}</p>}
        </Stack>
        <Row>
          {mayWithdraw && (
            <Button kind="quiet" icon={Undo2} onPress={onWithdraw}>
              {t('verbs:audit-export.withdraw.button')}
            </Button>
          )}
          {!withdrawn &&
            may('audit-export.release') &&
            (releasedOn === null ? (
              <Button icon={UserCheck} isDisabled={of.isOwn} onPress={onRelease}>
                {t('verbs:audit-export.release.button')}
              </Button>
            ) : (
              <Button icon={Stamp} onPress={onWrite}>
                {t('write')}
              </Button>
            ))}
        </Row>
      </div>
    </Card>
  );
}

function ExportMark({ of: { releasedOn, withdrawn, written } }: { readonly of: Export }) {
  const t = useWords('audit');
  // It was handed over, whatever was said meanwhile on another laptop.
  if (written) return <StateBadge icon={PackageCheck} tone={withdrawn ? 'due' : 'good'} word={t('state.written')} />;
  if (withdrawn) return <StateBadge icon={Ban} word={t('state.withdrawn')} />;
  return releasedOn === null ? (
    <StateBadge icon={Hourglass} tone="due" word={t('state.prepared')} />
  ) : (
    <StateBadge icon={Stamp} tone="action" word={t('state.released')} />
  );
}
