import templates from './goal-templates.json' with { type: 'json' };

type TemplateStep = { title: string; minutes: number; after: number[] };

/** As `plan_goal` takes it; `depends_on` counts from 0. */
export type GoalStep = { title: string; estimate_minutes: number; depends_on: number[] };

/** Takes one step out; what came after it comes after what it came after. */
function without(steps: readonly TemplateStep[], at: number): TemplateStep[] {
  const before = steps[at]?.after ?? [];
  return steps
    .map((step) => ({ ...step, after: [...new Set(step.after.flatMap((other) => (other === at ? before : [other])))] }))
    .filter((_step, index) => index !== at)
    .map((step) => ({ ...step, after: step.after.map((other) => (other > at ? other - 1 : other)) }));
}

/** Splits one step into two halves that follow each other. */
function halved(steps: readonly TemplateStep[], at: number): TemplateStep[] {
  const minutes = Math.max(1, Math.round((steps[at]?.minutes ?? 2) / 2));
  return steps.flatMap((step, index) => {
    const after = step.after.map((other) => (other >= at ? other + 1 : other));
    if (index !== at) return [{ ...step, after }];
    return [
      { title: `${step.title}: first half`, minutes, after: step.after },
      { title: `${step.title}: second half`, minutes, after: [at] },
    ];
  });
}

function indexOfLeast(values: readonly number[]): number {
  return values.indexOf(Math.min(...values));
}

/** A template with exactly so many steps: the smallest in the middle are left out, or the longest are halved. */
function resized(template: readonly TemplateStep[], count: number): TemplateStep[] {
  let steps = [...template];
  while (steps.length > count) {
    const last = steps.length - 1;
    const isEnd = (index: number) => steps.length > 2 && (index === 0 || index === last);
    steps = without(steps, indexOfLeast(steps.map(({ minutes }, index) => (isEnd(index) ? Number.POSITIVE_INFINITY : minutes))));
  }
  while (steps.length < count) steps = halved(steps, indexOfLeast(steps.map(({ minutes }) => -minutes)));
  return steps;
}

/** Steps of the template that fits the goal, else of one that fits every goal. `count` absent: as many as it has. */
export function toSteps(goal: string, count?: number): GoalStep[] {
  const template = templates.find(({ goal: pattern }) => new RegExp(pattern, 'i').test(goal))?.steps ?? [];
  return resized(template, count ?? template.length).map(({ title, minutes, after }) => ({
    title,
    estimate_minutes: minutes,
    depends_on: after,
  }));
}
