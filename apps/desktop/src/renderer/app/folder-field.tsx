import { FolderOpen } from 'lucide-react';
import { Button, Ltr, Row, TextField } from '../design/index.ts';
import { hasSystemWindows, useCommand } from './bridge-client.ts';

export interface FolderFieldProps {
  readonly label: string;
  /** On the button that opens the system's own window. */
  readonly choose: string;
  readonly folder: string;
  readonly onChange: (folder: string) => void;
}

/** A folder, of a stick as a rule: chosen in a window of the system where there is one, typed where there is none. */
export function FolderField({ label, choose, folder, onChange }: FolderFieldProps) {
  const { run, busy } = useCommand('window.choose-folder');
  if (!hasSystemWindows()) return <TextField label={label} direction="ltr" value={folder} onChange={onChange} />;
  return (
    <Row>
      <Button
        icon={FolderOpen}
        isBusy={busy}
        onPress={async () => {
          const chosen = await run({});
          if (chosen?.folder) onChange(chosen.folder);
        }}
      >
        {choose}
      </Button>
      {folder !== '' && <Ltr>{folder}</Ltr>}
    </Row>
  );
}
