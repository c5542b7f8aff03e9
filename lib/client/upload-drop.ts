/** All files of a drop, with those of dropped folders. Call it inside the event: the browser forgets what was dropped after it. */
export function readDrop(transfer: DataTransfer): Promise<File[]> {
  const files = [...transfer.files];
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  return entries.some((entry) => entry?.isDirectory) ? readEntries(entries) : Promise.resolve(files);
}

async function readEntries(entries: readonly (FileSystemEntry | null)[]): Promise<File[]> {
  const lists = await Promise.all(entries.map((entry) => (entry === null ? [] : readEntry(entry))));
  return lists.flat();
}

async function readEntry(entry: FileSystemEntry): Promise<File[]> {
  // Hidden files are what systems leave in folders, and nobody means them.
  if (entry.name.startsWith('.')) return [];
  if (entry.isFile) return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  // It gives a part at a time, and nothing when there is no more.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return readEntries(children);
    children.push(...part);
  }
}
