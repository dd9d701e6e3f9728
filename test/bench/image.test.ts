import { describe, expect, it } from 'vitest';
import { environmentOf, imageStart, nodeOptionsOf, withHeapIn } from '../../bench/servers/image.ts';

describe('the measured server', () => {
  it('is started as the image starts it, with the heap of a container of the chart’s size', () => {
    const { command, environment } = imageStart();
    expect(command.at(0)).toBe(process.execPath);
    expect(command.at(-1)).toMatch(/\/dist\/gpu-fraction-webhook\.mjs$/);
    expect(environment).toMatchObject({ NODE_ENV: 'production' });
    expect(environment['NODE_OPTIONS']).toMatch(/--max-old-space-size=\d+/);
    expect(environment['NODE_OPTIONS']).not.toContain('percentage');
    expect(environment).not.toHaveProperty('PATH');
  });
});

describe('a Dockerfile', () => {
  it('sets variables in several ways, and later ones win', () => {
    const text = 'ENV A=1 B="two words" \\\n    C=3\nRUN echo ENV D=4\nENV A=5\n';
    expect(environmentOf(text)).toEqual({ A: '5', B: 'two words', C: '3' });
  });

  it('gives Node.js options beside those of the environment', () => {
    expect(nodeOptionsOf('CMD ["serve"]\nENTRYPOINT ["node", "--a", "--b=1", "/app/program.mjs"]\n')).toEqual([
      '--a',
      '--b=1',
    ]);
  });
});

describe('a heap that is a share of the container’s memory', () => {
  it('is written as its size', () => {
    expect(withHeapIn({ NODE_OPTIONS: '--max-old-space-size-percentage=50 --max-semi-space-size=2' }, 256)).toEqual({
      NODE_OPTIONS: '--max-old-space-size=128 --max-semi-space-size=2',
    });
  });
});
