import type { ExportFolder } from '../audit/verify-export.ts';

/** Files a person chose or dropped, by their path below the folder of the bag. */
export type ChosenFiles = ReadonlyMap<string, File>;

/** From an input field with `webkitdirectory`: the first part of each path is the folder itself. */
export const filesOfInput = (files: FileList): ChosenFiles =>
  new Map([...files].map((file) => [file.webkitRelativePath.split('/').slice(1).join('/'), file]));

/** From a drop: one folder. undefined when it was something else. */
export async function filesOfDrop(items: DataTransferItemList): Promise<ChosenFiles | undefined> {
  const [dropped] = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (!dropped?.isDirectory) return undefined;
  const files = new Map<string, File>();
  await gather(dropped as FileSystemDirectoryEntry, '', files);
  return files;
}

async function gather(folder: FileSystemDirectoryEntry, below: string, files: Map<string, File>): Promise<void> {
  const reader = folder.createReader();
  for (;;) {
    // A hundred at a time, until there are none.
    const entries = await new Promise<FileSystemEntry[]>((take, fail) => reader.readEntries(take, fail));
    if (entries.length === 0) return;
    for (const entry of entries) {
      if (entry.isDirectory) await gather(entry as FileSystemDirectoryEntry, `${below}${entry.name}/`, files);
      else {
        const file = await new Promise<File>((take, fail) => (entry as FileSystemFileEntry).file(take, fail));
        files.set(`${below}${entry.name}`, file);
      }
    }
  }
}

export const folderOf = (files: ChosenFiles): ExportFolder => ({
  list: async () => [...files.keys()].sort(),
  async *read(path) {
    const reader = files.get(path)?.stream().getReader();
    for (;;) {
      const step = await reader?.read();
      if (!step || step.done) return;
      yield step.value;
    }
  },
});
