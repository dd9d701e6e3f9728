import { Option } from 'commander';
import { REPORT_FORMATS } from '../verify/report-format.ts';

/** Of commands that look at a running release. */
export const config = (): Option =>
  new Option('--config <file>', 'configuration file, the same as the server’s, in place of the release’s ConfigMap');

export const reportFormat = (): Option =>
  new Option('-o, --output <format>', 'output format').choices(REPORT_FORMATS).default('text');
