import ICAL from 'ical.js';
import { tzlib_get_ical_block as toTimeZoneBlock } from 'timezones-ical-library';
import type { Task } from '../../lib/contract/tasks.ts';
import { toWallTime } from '../../lib/shared/wall-time.ts';

// The library does not count the space at the start of a folded line; 75 octets are the limit. Source: RFC 5545 §3.1.
ICAL.foldLength = 74;

export type CalendarKind = 'event' | 'todo';

/** RFC 5545 §3.8.1.9: 1 is the highest. */
const PRIORITIES: Record<Task['priority'], number> = { urgent: 1, high: 3, normal: 5, low: 9 };
const STATUSES: Record<Task['status'], string> = {
  open: 'NEEDS-ACTION',
  in_progress: 'IN-PROCESS',
  done: 'COMPLETED',
  cancelled: 'CANCELLED',
};

/** Control characters are not allowed, and a lone CR would be taken for the end of the line. Source: RFC 5545 §3.1. */
function toPlainText(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '');
}

type Zone = { id: string; definition: ICAL.Component };

/** `null` for UTC and for zones without a definition: their times are written in UTC. */
function toZone(timeZone: string): Zone | null {
  const block = timeZone === 'UTC' ? '' : toTimeZoneBlock(timeZone, false);
  const [definition, parameter] = typeof block === 'string' ? [] : block;
  if (definition === undefined || parameter === undefined) return null;
  return { id: parameter.replace(/^TZID=/, ''), definition: ICAL.Component.fromString(definition) };
}

function toIcalTime(ms: number, form: 'date' | 'utc' | 'floating'): ICAL.Time {
  const iso = new Date(ms).toISOString();
  if (form === 'date') return ICAL.Time.fromDateString(iso.slice(0, 10));
  return ICAL.Time.fromDateTimeString(iso.slice(0, 19) + (form === 'utc' ? 'Z' : ''));
}

/** Only a series of moments needs its zone: everything else is the same day or moment everywhere. */
function setTime(component: ICAL.Component, name: string, dueAt: number, task: Task, zone: Zone | null): void {
  const property = new ICAL.Property(name, component);
  if (task.all_day) property.setValue(toIcalTime(dueAt, 'date'));
  else if (zone === null) property.setValue(toIcalTime(dueAt, 'utc'));
  else {
    property.setValue(toIcalTime(toWallTime(dueAt, task.time_zone ?? 'UTC'), 'floating'));
    property.setParameter('tzid', zone.id);
  }
  component.addProperty(property);
}

function toComponent(task: Task, kind: CalendarKind, zone: Zone | null): ICAL.Component {
  const component = new ICAL.Component(kind === 'event' ? 'vevent' : 'vtodo');
  const add = (name: string, value: string | number | ICAL.Time | ICAL.Recur) => component.addPropertyWithValue(name, value);
  add('uid', `${task.task_id}@cartrita`);
  add('dtstamp', toIcalTime(task.updated_at, 'utc'));
  add('created', toIcalTime(task.created_at, 'utc'));
  add('summary', toPlainText(task.title));
  if (task.notes !== '') add('description', toPlainText(task.notes));
  add('priority', PRIORITIES[task.priority]);
  if (task.due_at !== null) {
    if (kind === 'event' || task.recurrence !== null) setTime(component, 'dtstart', task.due_at, task, zone);
    if (kind === 'todo') setTime(component, 'due', task.due_at, task, zone);
    if (task.recurrence !== null) add('rrule', ICAL.Recur.fromString(task.recurrence));
  }
  // A due date does not make anyone busy.
  if (kind === 'event') add('transp', 'TRANSPARENT');
  else add('status', STATUSES[task.status]);
  if (kind === 'todo' && task.parent_task_id !== null) add('related-to', `${task.parent_task_id}@cartrita`);
  return component;
}

/** Tasks as iCalendar: `event` gives those with a due date to any calendar, `todo` all of them to programs that know tasks. Source: RFC 5545. */
export function toCalendar(tasks: readonly Task[], kind: CalendarKind): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Cartrita//Tasks//EN');
  const zones = new Map<string, Zone | null>();
  const zoneOf = (task: Task): Zone | null => {
    if (task.recurrence === null || task.all_day || task.time_zone === null) return null;
    const known = zones.get(task.time_zone);
    if (known !== undefined) return known;
    const zone = toZone(task.time_zone);
    zones.set(task.time_zone, zone);
    if (zone) calendar.addSubcomponent(zone.definition);
    return zone;
  };
  const shown = tasks.filter((task) => kind === 'todo' || task.due_at !== null);
  for (const [task, zone] of shown.map((task) => [task, zoneOf(task)] as const)) {
    calendar.addSubcomponent(toComponent(task, kind, zone));
  }
  return `${calendar.toString()}\r\n`;
}
