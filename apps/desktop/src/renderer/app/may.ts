import { mayRole, type VerbType } from '@nrm/domain/access';
import { useQueryOf } from './bridge-client.ts';

/** May whoever is signed in do this? The same table as in the rules: a button that would be refused is not offered. */
export function useMay(): (verb: VerbType) => boolean {
  const { data } = useQueryOf('session.state', {});
  const roles = data?.signedIn?.roles ?? [];
  return (verb) => roles.some((role) => mayRole(role, verb));
}
