import { PackageCheck, Stamp } from 'lucide-react';
import { useState } from 'react';
import type { AuditState, AuditWork, WrittenAudit } from '../../../bridge/audit.ts';
import { useCommand } from '../../app/bridge-client.ts';
import {
  Button,
  Card,
  Dialog,
  FaultNote,
  Ltr,
  ProgressPanel,
  RefusalNote,
  Row,
  Stack,
  TextField,
} from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';

const megabytes = (bytes: number) => Math.round(bytes / 100_000) / 10;

/** Which folder, how far it is, and what to hand over. */
export function WriteDialog({
  of,
  work,
  onClose,
}: {
  readonly of: AuditState['exports'][number];
  readonly work: AuditWork | null;
  readonly onClose: () => void;
}) {
  const t = useWords('audit');
  const [folder, setFolder] = useState('');
  const [written, setWritten] = useState<WrittenAudit | null>(null);
  const { run, busy, refusal, fault } = useCommand('audit.write');
  const { run: cancel } = useCommand('audit.cancel');

  async function write(): Promise<void> {
    const done = await run({ export: of.entry, folder: folder.trim() });
    if (done) setWritten(done);
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('write')}
      actions={
        written ? null : (
          <Button
            kind="primary"
            icon={Stamp}
            isBusy={busy}
            isDisabled={folder.trim() === ''}
            onPress={() => void write()}
          >
            {t('write')}
          </Button>
        )
      }
    >
      <Stack gap={4}>
        {written ? (
          <Card tone="good">
            <Stack gap={3}>
              <Row>
                <PackageCheck size={24} aria-hidden />
                <strong role="status">{t('done')}</strong>
              </Row>
              <p>{t('done-words', { folder: written.folder })}</p>
              {!written.hasPdf && <p>{t('done-no-pdf')}</p>}
              <p className="quiet">
                {t('done-bag')}: <Ltr>{written.bag.match(/.{8}/g)?.join(' ')}</Ltr>
              </p>
            </Stack>
          </Card>
        ) : (
          <>
            <p>{t('write-words')}</p>
            <TextField label={t('folder')} value={folder} onChange={setFolder} direction="ltr" isDisabled={busy} />
            {busy && work && (
              <ProgressPanel
                title={t(`stage.${work.stage}`)}
                words={t('megabytes', { done: megabytes(work.done) })}
                done={megabytes(work.done)}
                total={work.total === 0 ? null : megabytes(work.total)}
                onCancel={() => void cancel({})}
              />
            )}
          </>
        )}
        <RefusalNote refusal={refusal} />
        <FaultNote fault={fault} />
      </Stack>
    </Dialog>
  );
}
