import { dashboardFile } from '../monitoring/grafana.ts';
import { rulesFile } from '../monitoring/rules-file.ts';
import { formsFile } from './forms.ts';
import { chartReadme } from './readme.ts';
import { registrationFile } from './registration.ts';
import { valuesFile } from './values-file.ts';
import { valuesNode, valuesSchemaFile } from './values-schema.ts';

export const CHART = 'charts/gpu-fraction-webhook';

/** What of the chart comes from the sources: path to text. `make docs` writes it, and a test compares. */
export const chartFiles = (): Readonly<Record<string, string>> => ({
  [`${CHART}/values.yaml`]: valuesFile(),
  [`${CHART}/values.schema.json`]: valuesSchemaFile(),
  [`${CHART}/README.md`]: chartReadme(),
  [`${CHART}/files/forms.yaml`]: formsFile(valuesNode),
  [`${CHART}/files/registration.yaml`]: registrationFile(),
  [`${CHART}/files/alerts.yaml`]: rulesFile(),
  [`${CHART}/files/dashboard.json`]: dashboardFile(),
});
