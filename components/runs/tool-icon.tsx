import {
  Calculator,
  Clock,
  Code,
  FileSearch,
  Files,
  FileText,
  Globe,
  ListTodo,
  type LucideIcon,
  Search,
  Wrench,
} from 'lucide-react';

const ICONS: Record<string, LucideIcon> = {
  calculate: Calculator,
  current_time: Clock,
  web_search: Search,
  read_page: Globe,
  run_javascript: Code,
  run_python: Code,
  search_files: FileSearch,
  read_file: FileText,
  list_files: Files,
  plan_goal: ListTodo,
};

export function ToolIcon({ tool }: { tool: string }) {
  const Icon = ICONS[tool] ?? (/_tasks?$/.test(tool) ? ListTodo : Wrench);
  return <Icon size={15} />;
}
