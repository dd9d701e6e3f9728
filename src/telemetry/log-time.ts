const SECOND = 1000;
const LENGTH_TO_THE_SECOND = '2026-03-02T09:30:00.'.length;

/**
 * Makes the field `time` of log lines, for pino. It is written anew once a second, and only its milliseconds for each line:
 * the whole of it took a quarter of the time of a line.
 */
export function logTime(now: () => number = Date.now): () => string {
  let second = Number.NaN;
  let toTheSecond = '';
  return () => {
    const millis = now();
    const milliseconds = millis % SECOND;
    if (millis - milliseconds !== second) {
      second = millis - milliseconds;
      toTheSecond = `,"time":"${new Date(second).toISOString().slice(0, LENGTH_TO_THE_SECOND)}`;
    }
    return `${toTheSecond}${String(milliseconds).padStart(3, '0')}Z"`;
  };
}
