/** A place in the program, as V8 writes it: four spaces, `at`, and a position in a file. */
const FRAME = /^ {4}at .{1,300}:\d{1,7}:\d{1,7}\)?$/;

const MAX_FRAMES = 10;

/** What may be said about an unexpected error. */
export interface FailureTrace {
  readonly type: string;
  /** Innermost first. */
  readonly frames: readonly string[];
}

/**
 * Kind and place of an error, without its message: messages of the runtime and of libraries quote what they stumbled
 * over, and what they stumble over here are pods with their secrets.
 */
export function failureTrace(error: unknown): FailureTrace {
  if (!(error instanceof Error)) {
    return { type: typeof error, frames: [] };
  }
  const { stack = '', message } = error;
  // A message of several lines could look like frames, so it is cut off as a whole.
  const end = message === '' ? 0 : stack.indexOf(message) + message.length;
  const frames = stack
    .slice(Math.max(end, 0))
    .split('\n')
    .filter((line) => FRAME.test(line));
  return { type: error.constructor.name, frames: frames.slice(0, MAX_FRAMES).map((line) => line.trim()) };
}
