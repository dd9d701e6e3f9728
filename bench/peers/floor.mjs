import { CONSTANT_ANSWER } from './constant-answer.mjs';
import { serve } from './serve.mjs';

/** The floor: what reading a review over HTTPS, parsing it and answering anything at all costs with Node alone. */
serve((body) => {
  JSON.parse(body);
  return CONSTANT_ANSWER;
});
