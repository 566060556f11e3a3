import assert from 'node:assert/strict';

import errors from 'fintoc/build/main/lib/errors.js';

export const { AuthenticationError, InvalidRequestError } = errors;

/** The SDK raised its own error of that class; it keeps type, code and parameter in the message only. */
export async function refused(call, Class, start) {
  await assert.rejects(call, (error) => {
    assert.equal(error.constructor, Class);
    assert.equal(error.message.split('\n')[0], start);
    return true;
  });
}
