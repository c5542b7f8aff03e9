/** When something is due, out of words. `dueAt` is the midnight UTC of its day when it is all day. */
export type Schedule = {
  dueAt: number;
  isAllDay: boolean;
  /** In which a rule keeps its hour. */
  zone: string;
  /** Source: RFC 5545. */
  rule?: string;
  /** Which readings were taken where several are possible. */
  notes: string[];
};

/** A question to whoever said it: what they said has no meaning, or more than one. */
export type Question = { ask: string };
