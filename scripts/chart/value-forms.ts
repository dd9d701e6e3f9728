import type { z } from 'zod';
import { form } from '../../src/settings/names.ts';

/* How values are written that are no settings of the program. */

/** The same, or nothing. */
export const orEmpty = (text: z.ZodString): z.ZodString => text.meta({ mayBeEmpty: true });

const HOST = '[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?';
const PATH_PART = '[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*';

export const imageRepository = form(
  new RegExp(`^((${HOST}|\\[[0-9a-fA-F:]+\\])(:[0-9]+)?/)?${PATH_PART}(/${PATH_PART})*$`),
  'write only where the image is, such as registry.example.com/team/gpu-fraction-webhook, without https://, tag or digest; those belong into image.tag or image.digest',
);

export const imageTag = form(
  /^[A-Za-z0-9_][-A-Za-z0-9_.]{0,127}$/,
  'write a tag such as 0.1.0: at most 128 letters, digits, -, _ and .; a digest belongs into image.digest',
);

export const imageDigest = form(
  /^sha256:[0-9a-f]{64}$/,
  'write sha256: and 64 hexadecimal digits, or leave it out and set image.tag',
);

/** Not `90d`: cert-manager would refuse it with half of the release installed. */
export const goDuration = form(
  /^([0-9]+(h|m|s))+$/,
  'write hours, minutes and seconds, such as 2160h or 1h30m; there are no days',
);

const PROMETHEUS_UNITS = ['y', 'w', 'd', 'h', 'm', 's', 'ms'];

/** `0`, or units from long to short. Whichever comes first has to be there: an empty time is none. */
const PROMETHEUS_DURATION = PROMETHEUS_UNITS.map((first, at) =>
  [`[0-9]+${first}`, ...PROMETHEUS_UNITS.slice(at + 1).map((unit) => `([0-9]+${unit})?`)].join(''),
).join('|');

export const prometheusDuration = form(
  new RegExp(`^(0|${PROMETHEUS_DURATION})$`),
  'write a time as Prometheus has it, such as 30s or 1m',
);

export const pageUrl = form(
  /^https?:\/\/[^\s#]+$/,
  'write the address of the page, beginning with https:// and without a #',
);

export const quantity = form(
  /^([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+|Ki|[MGTPE]i?|[numk])?$/,
  'write a quantity as Kubernetes has it, such as 256Mi or 100m',
);

/** Of a ConfigMap or a Secret. */
export const dataKey = form(
  /^[-A-Za-z0-9_][-A-Za-z0-9_.]*$/,
  'write the key under which the file stands, such as ca.crt: letters, digits, -, _ and .',
);

export const apiGroup = form(
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/,
  'write the API group of the issuer, such as cert-manager.io',
);

/** Beside cert-manager's own two there are those of other programs, each in an API group of its own. */
export const issuerKind = form(/^[A-Z][A-Za-z0-9]*$/, 'write the kind of the issuer, such as Issuer or ClusterIssuer');

/** Kubernetes takes any printable character but `=`, in its newer versions. */
export const variableName = form(/^[ -<>-~]+$/, 'write the name of an environment variable, such as TZ');
