import type { Authority } from '../../../src/certificates/self-managed/authority.ts';
import type { SelfManagedObserver } from '../../../src/certificates/self-managed/observer.ts';
import { RecordingObserver } from '../recording-observer.ts';

/** Writes down what it is told, one short line for each event. */
export class RecordingSelfManagedObserver extends RecordingObserver implements SelfManagedObserver {
  readonly events: string[] = [];
  inForce: readonly Authority[] = [];

  authorities(authorities: readonly Authority[]): void {
    this.inForce = authorities;
  }

  rotated(cause: string, problems: readonly string[]): void {
    this.events.push(`rotated: ${[cause, ...problems].join('; ')}`);
  }

  bundleWritten(change: string, webhooks: readonly string[]): void {
    this.events.push(`${change}: ${webhooks.join(', ')}`);
  }

  failed(step: string, problem: string): void {
    this.events.push(`failed ${step}: ${problem}`);
  }

  recovered(step: string): void {
    this.events.push(`recovered ${step}`);
  }

  /** What happened since this was last asked. */
  news(): readonly string[] {
    return this.events.splice(0);
  }
}
