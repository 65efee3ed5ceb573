import './tabs.css';
import type { ReactNode } from 'react';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components';

export interface TabPart<Key extends string> {
  readonly key: Key;
  readonly label: string;
  readonly count?: number;
  readonly content: ReactNode;
}

/** The parts of one thing, one in sight. Arrow keys follow the direction of the language. */
export function Tabs<Key extends string>({
  label,
  parts,
  at,
  onGo,
}: {
  readonly label: string;
  readonly parts: readonly TabPart<Key>[];
  readonly at: Key;
  readonly onGo: (key: Key) => void;
}) {
  return (
    <AriaTabs
      className="tabs"
      selectedKey={at}
      keyboardActivation="manual"
      onSelectionChange={(key) => {
        const part = parts.find((each) => each.key === key);
        if (part && part.key !== at) onGo(part.key);
      }}
    >
      <TabList className="tab-list" aria-label={label}>
        {parts.map(({ key, label: words, count }) => (
          <Tab key={key} id={key} className="tab">
            {words}
            {count !== undefined && count > 0 && <span className="tab-count">{count}</span>}
          </Tab>
        ))}
      </TabList>
      {parts.map(({ key, content }) => (
        <TabPanel key={key} id={key} className="tab-panel">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
