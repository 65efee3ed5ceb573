import { CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Button } from 'react-aria-components';
import { useWords } from '../i18n/words.ts';

type SaidTone = 'good' | 'note' | 'late';
interface Said {
  readonly id: number;
  readonly words: string;
  readonly tone: SaidTone;
}

const SHOWN_MS = 8_000; // long enough to be read aloud once in Arabic
const AT_MOST = 3;
let said: readonly Said[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function show(next: readonly Said[]): void {
  said = next;
  for (const listener of listeners) listener();
}

/** Says a sentence at the foot of the window, and aloud to a screen reader. For what went well; refusals stand beside their button. */
export function say(words: string, tone: SaidTone = 'good'): void {
  const id = nextId++;
  // The same sentence again moves to the front: two alike side by side only cover the screen.
  const others = said.filter((each) => each.words !== words);
  show([...others, { id, words, tone }].slice(-AT_MOST));
  setTimeout(() => stop(id), SHOWN_MS);
}

/** What was said to one worker is not for the next one. */
export const unsay = (): void => show([]);
const stop = (id: number) => show(said.filter((each) => each.id !== id));
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const ICONS = { good: CircleCheck, note: Info, late: TriangleAlert } as const;

/** The live region of the window; stands once, in the shell. */
export function Toasts() {
  const t = useWords('interface');
  const shown = useSyncExternalStore(subscribe, () => said);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, words, tone }) => {
        const Icon = ICONS[tone];
        return (
          <div key={id} className={`toast tone-${tone}`}>
            <Icon size={20} aria-hidden />
            <span>{words}</span>
            <Button className="toast-close" aria-label={t('close')} onPress={() => stop(id)}>
              <X size={16} aria-hidden />
            </Button>
          </div>
        );
      })}
    </div>
  );
}
