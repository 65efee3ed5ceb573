import { CircleCheckBig, HardDriveDownload, HardDriveUpload, PackageOpen, TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { BundleState, CarriedAway, ReadStick, WrittenStick } from '../../../bridge/bundles.ts';
import { useCommand, useQueryOf } from '../../app/bridge-client.ts';
import { FolderField } from '../../app/folder-field.tsx';
import { Button, Card, FaultNote, ProgressPanel, RefusalNote, Row, Section, Stack } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';

type Done =
  | ({ readonly kind: 'write' } & WrittenStick)
  | ({ readonly kind: 'read' } & ReadStick)
  | ({ readonly kind: 'carry' } & CarriedAway);

/** Send and receive without a line: onto a stick, from a stick, and for colleagues who have no line either. */
export function ByStick() {
  const t = useWords('sync');
  const { data: state } = useQueryOf('bundle.state', {});
  const [folder, setFolder] = useState('');
  const [done, setDone] = useState<Done | null>(null);
  const write = useCommand('bundle.write');
  const read = useCommand('bundle.read');
  const carry = useCommand('bundle.carry');
  const cancel = useCommand('bundle.cancel');
  const isBusy = write.busy || read.busy || carry.busy;
  const isIdle = folder.trim() !== '' && !isBusy;

  function begin(): void {
    setDone(null);
    for (const command of [write, read, carry]) command.clear();
  }
  async function writeStick(): Promise<void> {
    begin();
    const written = await write.run({ folder: folder.trim() });
    if (written) setDone({ kind: 'write', ...written });
  }
  async function readStick(): Promise<void> {
    begin();
    const come = await read.run({ folder: folder.trim() });
    if (come) setDone({ kind: 'read', ...come });
  }
  async function carryAway(): Promise<void> {
    begin();
    const taken = await carry.run({ folder: folder.trim() });
    if (taken) setDone({ kind: 'carry', ...taken });
  }

  return (
    <Section title={t('usb')}>
      <Card>
        <Stack gap={3}>
          <p>{t('usb-words')}</p>
          <FolderField label={t('usb-folder')} choose={t('usb-choose')} folder={folder} onChange={setFolder} />
          <Row>
            <Button icon={HardDriveUpload} isDisabled={!isIdle} onPress={() => void writeStick()}>
              {t('usb-write')}
            </Button>
            <Button icon={HardDriveDownload} isDisabled={!isIdle} onPress={() => void readStick()}>
              {t('usb-read')}
            </Button>
            <Button kind="quiet" icon={PackageOpen} isDisabled={!isIdle} onPress={() => void carryAway()}>
              {t('usb-carry')}
            </Button>
          </Row>
          {isBusy && state?.work && <Work work={state.work} onCancel={() => void cancel.run({})} />}
          <RefusalNote refusal={write.refusal ?? read.refusal ?? carry.refusal} />
          <FaultNote fault={write.fault ?? read.fault ?? carry.fault} />
          <div role="status">{done && <Outcome done={done} />}</div>
          {state && <Carried state={state} />}
        </Stack>
      </Card>
    </Section>
  );
}

function Work({ work, onCancel }: { readonly work: NonNullable<BundleState['work']>; readonly onCancel: () => void }) {
  const t = useWords('sync');
  const isKnown = work.total > 0;
  return (
    <ProgressPanel
      title={t(`usb-work-${work.kind}`)}
      words={t('usb-leave-in')}
      done={isKnown ? Math.floor((100 * work.done) / work.total) : 0}
      total={isKnown ? 100 : null}
      onCancel={onCancel}
    />
  );
}

function Outcome({ done }: { readonly done: Done }) {
  const t = useWords('sync');
  switch (done.kind) {
    case 'write':
      return (
        <Good>
          <p>{t('usb-written', { acts: done.acts, carried: done.carried })}</p>
          <p>{t('usb-asks')}</p>
          <p>{t('usb-take-out')}</p>
        </Good>
      );
    case 'carry':
      return (
        <Good>
          <p>{t('usb-picked', { picked: done.picked })}</p>
          <Others refused={done.refused} />
        </Good>
      );
    case 'read': {
      const sum = (of: 'answered' | 'received') => done.taken.reduce((all, one) => all + one[of], 0);
      const isApart = done.taken.some(({ apart }) => apart);
      const stands = isApart ? 'apart' : done.taken.some(({ rejoined }) => rejoined) && 'rejoined';
      return (
        <Good>
          {done.taken.length > 0 && (
            <p>{t('usb-read-done', { answered: sum('answered'), received: sum('received') })}</p>
          )}
          {done.forOthers > 0 && <p>{t('usb-for-others', { others: done.forOthers })}</p>}
          {stands && (
            <div className="usb-done">
              <TriangleAlert size={20} aria-hidden />
              <p>{t(`usb-${stands}`)}</p>
            </div>
          )}
          <Others refused={done.refused} />
        </Good>
      );
    }
  }
}

/** Our own bundle beside its answer on one stick is what everybody has; it is no trouble. */
function Others({ refused }: Pick<ReadStick, 'refused'>) {
  const t = useWords('sync');
  const [first] = refused.filter(({ code }) => code !== 'bundle.own');
  if (!first) return null;
  return (
    <>
      <p>{t('usb-refused')}</p>
      <RefusalNote refusal={first} />
    </>
  );
}

const Good = ({ children }: { readonly children: ReactNode }) => (
  <div className="usb-done">
    <CircleCheckBig size={20} aria-hidden />
    <div>{children}</div>
  </div>
);

function Carried({ state: { carried, delivered } }: { readonly state: BundleState }) {
  const t = useWords('sync');
  return (
    <>
      {carried.bundles > 0 && <p className="quiet">{t('usb-carries', { bundles: carried.bundles })}</p>}
      {delivered && delivered.handedIn > 0 && (
        <p className="quiet">{t('usb-delivered', { handedIn: delivered.handedIn, fetched: delivered.fetched })}</p>
      )}
      {delivered && <Others refused={delivered.refused} />}
    </>
  );
}
