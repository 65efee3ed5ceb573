import { useNavigate, useParams, useRouter } from '@tanstack/react-router';

/** Goes to an address of routes.tsx, filled in: `goTo(`/case/${id}`)`. */
export function useGoTo(): (path: string, options?: { readonly replace?: boolean }) => void {
  const navigate = useNavigate();
  return (path, options) => void navigate({ to: path, replace: options?.replace ?? false });
}

export function useGoBack(): () => void {
  const router = useRouter();
  return () => router.history.back();
}

/** The named part of the address of this page: `usePageParam('id')` on '/case/$id'. */
export function usePageParam(name: string): string {
  const params = useParams({ strict: false }) as Readonly<Record<string, string | undefined>>;
  const value = params[name];
  if (value === undefined) throw new Error(`this page has no $${name} in its address`);
  return value;
}

/** As `usePageParam`, where the address may go without it. */
export function useFoundPageParam(name: string): string | undefined {
  const params = useParams({ strict: false }) as Readonly<Record<string, string | undefined>>;
  return params[name];
}
