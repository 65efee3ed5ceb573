import type { FunctionComponent } from 'react';
import { AuditPage } from '../features/audit/audit-page.tsx';
import { CallListPage } from '../features/call-list/call-list-page.tsx';
import { CasePage } from '../features/case/case-page.tsx';
import { DirectoryPage } from '../features/directory/directory-page.tsx';
import { OrganisationPage } from '../features/directory/organisation-page.tsx';
import { FrontDeskPage } from '../features/front-desk/front-desk-page.tsx';
import { MyDayPage } from '../features/my-day/my-day-page.tsx';
import { BeginCasePage } from '../features/new-case/begin-page.tsx';
import { NewCasePage } from '../features/new-case/new-case-page.tsx';
import { PeoplePage } from '../features/people/people-page.tsx';
import { ReferPage } from '../features/refer/refer-page.tsx';
import { ReferralsPage } from '../features/referral/referrals-page.tsx';
import { WeeklyCallPage } from '../features/referral/weekly-call-page.tsx';
import { SyncPage } from '../features/sync/sync-page.tsx';
import { AddColleaguePage } from '../features/welcome/add-colleague-page.tsx';
import { WelcomePage } from '../features/welcome/welcome-page.tsx';
import { GalleryPage } from './gallery-page.tsx';

/**
 * Every screen, by its address. A feature exports its page from `features/<noun>/` and adds one line here. Addresses hold
 * identities, never something personal: they stand in the history of the window.
 *
 * '/' my day, '/front-desk', '/people', '/case/$id', '/case/$id/refer/$need', '/new-case', '/new-case/$id', '/referrals', '/call-list', '/directory',
 * '/directory/$organisation', '/sync', '/audit', '/welcome' (connect this laptop, or sign in),
 * '/add-colleague'.
 */
export interface PageRoute {
  readonly path: string;
  readonly component: FunctionComponent;
}

/** Every component in every state, to look at in three languages; not in a built program. */
const GALLERY: readonly PageRoute[] = import.meta.env.DEV ? [{ path: '/gallery', component: GalleryPage }] : [];

export const PAGES: readonly PageRoute[] = [
  ...GALLERY,
  { path: '/', component: MyDayPage },
  { path: '/front-desk', component: FrontDeskPage },
  { path: '/people', component: PeoplePage },
  { path: '/new-case', component: BeginCasePage },
  { path: '/new-case/$id', component: NewCasePage },
  { path: '/call-list', component: CallListPage },
  { path: '/case/$id', component: CasePage },
  { path: '/case/$id/$part', component: CasePage },
  { path: '/case/$id/refer/$need', component: ReferPage },
  { path: '/referrals', component: ReferralsPage },
  { path: '/referrals/weekly-call', component: WeeklyCallPage },
  { path: '/directory', component: DirectoryPage },
  { path: '/directory/$organisation', component: OrganisationPage },
  { path: '/sync', component: SyncPage },
  { path: '/audit', component: AuditPage },
  { path: '/welcome', component: WelcomePage },
  { path: '/add-colleague', component: AddColleaguePage },
];

/** What the privacy curtain shows: a directory that anybody may see. */
export const isBehindNoCurtain = (path: string): boolean => path === '/directory' || path.startsWith('/directory/');
