import {
  type AnyRouter,
  createHashHistory,
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
} from '@tanstack/react-router';
import type { FunctionComponent } from 'react';
import { CurtainShell } from './curtain.tsx';
import { NotFound, PageFault } from './page-trouble.tsx';
import { isBehindNoCurtain, PAGES, type PageRoute } from './routes.tsx';
import { Shell } from './shell.tsx';

function routerOf(
  pages: readonly PageRoute[],
  shell: FunctionComponent,
  history: ReturnType<typeof createHashHistory>,
): AnyRouter {
  const root = createRootRoute({ component: shell, notFoundComponent: NotFound });
  const children = pages.map(({ path, component }) => createRoute({ getParentRoute: () => root, path, component }));
  return createRouter({
    routeTree: root.addChildren(children),
    history,
    defaultErrorComponent: PageFault,
    scrollRestoration: true,
    defaultPreload: false,
  });
}

export const createScreens = (): AnyRouter => routerOf(PAGES, Shell, createHashHistory());

/** A second window into the directory alone: whatever is open behind the curtain stays as it is, unsent words and all. */
export const createCurtain = (): AnyRouter =>
  routerOf(
    PAGES.filter(({ path }) => isBehindNoCurtain(path)),
    CurtainShell,
    createMemoryHistory({ initialEntries: ['/directory'] }),
  );
