/**
 * By a name: what the built extension imports late is a CommonJS file, whose `default` would be all of its exports in one object.
 */
export { default as fetch } from 'node-fetch';
