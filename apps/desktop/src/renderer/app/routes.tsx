import type { FunctionComponent } from 'react';
import { GalleryPage } from './gallery-page.tsx';

/**
 * Every screen, by its address. A feature exports its page from `features/<noun>/` and adds one line here. Addresses hold
 * identities, never something personal: they stand in the history of the window.
 *
 * '/' my day, '/people', '/case/$id', '/case/$id/refer/$need', '/new-case', '/referrals', '/call-list', '/directory',
 * '/directory/$organisation', '/sync', '/welcome' (connect this laptop, or sign in).
 */
export interface PageRoute {
  readonly path: string;
  readonly component: FunctionComponent;
}

/** Every component in every state, to look at in three languages; not in a built program. */
const GALLERY: readonly PageRoute[] = import.meta.env.DEV ? [{ path: '/gallery', component: GalleryPage }] : [];

export const PAGES: readonly PageRoute[] = [...GALLERY];

/** What the privacy curtain shows: a directory that anybody may see. */
export const isBehindNoCurtain = (path: string): boolean => path === '/directory' || path.startsWith('/directory/');
