import { z } from 'zod';
import { taskId } from '../primitives.ts';
import { task, taskCalendarQuery, taskCreate, taskList, taskListQuery, taskPatch } from '../tasks.ts';
import type { Operation } from './operation.ts';

const taskParams = z.strictObject({ id: taskId });

export const taskOperations = {
  listTasks: {
    method: 'GET',
    path: '/api/tasks',
    tag: 'Tasks',
    summary: 'Tasks: unfinished ones by due date, then finished ones; with the critical path',
    access: 'chat',
    query: taskListQuery,
    success: { kind: 'json', status: 200, schema: taskList },
    errors: ['VALIDATION_FAILED'],
  },
  createTask: {
    method: 'POST',
    path: '/api/tasks',
    tag: 'Tasks',
    summary: 'Create a task',
    access: 'chat',
    body: taskCreate,
    success: { kind: 'json', status: 201, schema: task },
    errors: ['VALIDATION_FAILED'],
  },
  taskCalendar: {
    method: 'GET',
    path: '/api/tasks/calendar.ics',
    tag: 'Tasks',
    summary: 'Unfinished tasks as iCalendar',
    access: 'chat',
    query: taskCalendarQuery,
    success: { kind: 'text', status: 200, mediaTypes: ['text/calendar'] },
    errors: ['VALIDATION_FAILED'],
  },
  getTask: {
    method: 'GET',
    path: '/api/tasks/{id}',
    tag: 'Tasks',
    summary: 'One task',
    access: 'chat',
    params: taskParams,
    success: { kind: 'json', status: 200, schema: task },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  patchTask: {
    method: 'PATCH',
    path: '/api/tasks/{id}',
    tag: 'Tasks',
    summary: 'Change a task; finishing one that recurs creates the next',
    access: 'chat',
    params: taskParams,
    body: taskPatch,
    success: { kind: 'json', status: 200, schema: task },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
  deleteTask: {
    method: 'DELETE',
    path: '/api/tasks/{id}',
    tag: 'Tasks',
    summary: 'Delete a task; its sub tasks stay',
    access: 'chat',
    params: taskParams,
    success: { kind: 'empty', status: 204 },
    errors: ['NOT_FOUND', 'VALIDATION_FAILED'],
  },
} as const satisfies Record<string, Operation>;
