import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

export interface VirtualListProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** Pixels; all rows have the same. */
  readonly rowHeight: number;
  readonly keyOf: (row: Row) => string;
  /** What a row shows. Nothing in it can be pressed: the row itself is. */
  readonly children: (row: Row) => ReactNode;
  readonly onOpen: (row: Row) => void;
  readonly openKey?: string | null;
  /** The last rows came into sight: fetch the next page. */
  readonly onNearEnd?: () => void;
  /** Rows there are in all, when not all of them were fetched. */
  readonly total?: number;
}

const NEAR_END = 20;

/**
 * A list of any length: only what is in sight is drawn. Up, down, page up and down, home, end move; enter or space opens.
 */
export function VirtualList<Row>({
  label,
  rows,
  rowHeight,
  keyOf,
  children,
  onOpen,
  openKey,
  onNearEnd,
  total,
}: VirtualListProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
  });
  const seen = virtual.getVirtualItems();
  const lastSeen = seen.at(-1)?.index ?? 0;

  useEffect(() => {
    if (rows.length > 0 && lastSeen >= rows.length - NEAR_END) onNearEnd?.();
    // Asked once for every new last row, not for every new function of the caller.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [lastSeen, rows.length]);

  const at = Math.max(0, Math.min(active, rows.length - 1));
  function move(to: number): void {
    const next = Math.max(0, Math.min(to, rows.length - 1));
    setActive(next);
    virtual.scrollToIndex(next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      move(to);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      const row = rows[at];
      if (row !== undefined) onOpen(row);
    }
  }

  return (
    <div
      ref={scroller}
      className="virtual-list"
      role="listbox"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={seen.some(({ index }) => index === at) ? `${id}-${at}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div className="virtual-rows" role="presentation" style={{ blockSize: virtual.getTotalSize() }}>
        {seen.map(({ index, start, key }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={key}
              id={`${id}-${index}`}
              role="option"
              aria-selected={keyOf(row) === openKey}
              aria-posinset={index + 1}
              aria-setsize={total ?? rows.length}
              className="virtual-row"
              data-active={index === at || undefined}
              style={{ blockSize: rowHeight, transform: `translateY(${start}px)` }}
              onClick={() => {
                setActive(index);
                onOpen(row);
              }}
            >
              {children(row)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
