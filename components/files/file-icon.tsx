import { FileArchive, FileCode, FileImage, FileSpreadsheet, FileText, type LucideIcon, Mail, Presentation } from 'lucide-react';
import { type FileKind, toKind } from '../../lib/client/files-kind.ts';

const ICONS: Record<FileKind, LucideIcon> = {
  pdf: FileText,
  picture: FileImage,
  table: FileSpreadsheet,
  slides: Presentation,
  code: FileCode,
  archive: FileArchive,
  mail: Mail,
  text: FileText,
};

export function FileIcon({ file }: { file: { mime_type: string; name: string } }) {
  const Icon = ICONS[toKind(file)];
  return <Icon aria-hidden="true" size={20} className="flex-none text-muted" />;
}
