import './case.css';
import { openChoices } from '@nrm/domain/case';
import { CaseId } from '@nrm/domain/shared';
import { CircleAlert } from 'lucide-react';
import type { CaseFile } from '../../../bridge/queries.ts';
import { useQueryOf } from '../../app/bridge-client.ts';
import { useFoundPageParam, useGoTo, usePageParam } from '../../app/navigation.ts';
import { Card, Page, Row, Skeleton, Stack, Tabs } from '../../design/index.ts';
import { useWords } from '../../i18n/words.ts';
import { CaseHeader } from './case-header.tsx';
import { CASE_PARTS, type CasePart } from './case-parts.ts';
import { ConsentsPart } from './consents-part.tsx';
import { FileNotHere } from './file-not-here.tsx';
import { FollowUpPart } from './follow-up-part.tsx';
import { NeedsPart } from './needs-part.tsx';
import { PersonPart } from './person-part.tsx';
import { ReferralsPart } from './referrals-part.tsx';
import { StoryPart } from './story-part.tsx';

/** One person's file: '/case/$id', or one part of it: '/case/$id/$part'. */
export function CasePage() {
  const id = CaseId.safeParse(usePageParam('id'));
  return id.success ? <KnownCase id={id.data} /> : <FileNotHere />;
}

function KnownCase({ id }: { readonly id: CaseId }) {
  const t = useWords('case');
  const { data: file } = useQueryOf('case.file', { case: id });
  if (file === undefined) return <Skeleton lines={8} />;
  if (file === null) return <FileNotHere />;
  return (
    <>
      <CaseHeader file={file} />
      <Page>
        {file.needsUpdate && (
          <Card tone="late">
            <Row>
              <CircleAlert size={20} aria-hidden />
              <span>{t('needs-update')}</span>
            </Row>
          </Card>
        )}
        <Parts file={file} />
      </Page>
    </>
  );
}

function Parts({ file }: { readonly file: CaseFile }) {
  const t = useWords('case');
  const goTo = useGoTo();
  const asked = useFoundPageParam('part');
  const at = CASE_PARTS.find((part) => part === asked) ?? 'story';
  const { needs, referrals, consents } = file.state;
  const contents: Readonly<Record<CasePart, React.ReactNode>> = {
    story: <StoryPart file={file} />,
    person: <PersonPart file={file} />,
    needs: <NeedsPart file={file} />,
    referrals: <ReferralsPart file={file} />,
    'follow-up': <FollowUpPart file={file} />,
    consents: <ConsentsPart file={file} />,
  };
  const counts: Partial<Readonly<Record<CasePart, number>>> = {
    person: openChoices(file.state).length,
    needs: Object.values(needs).filter(({ settled }) => settled === null).length,
    referrals: Object.keys(referrals).length,
    consents: Object.values(consents).filter(({ withdrawnBy }) => withdrawnBy === null).length,
  };
  return (
    <Stack gap={4}>
      <Tabs
        label={t('parts')}
        at={at}
        onGo={(part) => goTo(`/case/${file.id}/${part}`, { replace: true })}
        parts={CASE_PARTS.map((key) => ({
          key,
          label: t(`part.${key}`),
          content: contents[key],
          ...(counts[key] === undefined ? {} : { count: counts[key] }),
        }))}
      />
    </Stack>
  );
}
