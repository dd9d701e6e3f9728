import type { Alert } from '../alert.ts';
import { ANSWERS } from './answers.ts';
import { AVAILABILITY } from './availability.ts';
import { CERTIFICATES } from './certificates.ts';

/** Every alert; each has its paragraph in docs/alerts.md, in this order. */
export const ALERTS: readonly Alert[] = [...AVAILABILITY, ...ANSWERS, ...CERTIFICATES];
