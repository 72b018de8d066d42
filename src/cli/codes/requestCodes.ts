import { t } from '@vscode/l10n';
import { optionName } from '../../common/optionNames';
import type { CodeTexts } from './codeText';

export const requestCodes = () =>
  ({
    'signed-out': [
      t('No one is signed in, or the session ended during the upload.'),
      t('Sign in, or set the client ID and secret; then run or resume it.'),
    ],
    'other-session': [
      t('The upload was begun with another client ID.'),
      t('Sign in with that one to resume it.'),
    ],
    credentials: [
      t('Criteo rejected the client ID, the secret or the token, without a code.'),
      t('Check that ID and secret belong together, and that the application is active.'),
    ],
    permission: [
      t('Criteo denied access (403) without a code, or the API version has no such request.'),
      t('Check the application’s permissions, then the consent of the account’s owner.'),
    ],
    network: [
      t('There is no connection, or it was cut.'),
      t(
        'Check the network, any VPN and the proxy ({0}); then run or resume it.',
        optionName('http.proxy'),
      ),
    ],
    stalled: [
      t('The connection stopped responding, or the response wasn’t complete in time.'),
      t('Run or resume it later.'),
    ],
    'put-off': [
      t('Criteo doesn’t accept requests from this application yet.'),
      t('Wait for as long as the message says.'),
    ],
    proxy: [
      t('Something between this machine and the API responded, or its certificate isn’t trusted.'),
      t('Ask your network administrator to allow access to the API.'),
    ],
    redirected: [
      t('The response redirects to another address, which is never followed.'),
      t(
        'Check the address of the API ({0}) and any sign-in page of the network.',
        optionName('criteoAudiences.apiUrl'),
      ),
    ],
    malformed: [t('The response can’t be read.'), t('Try again; it may have been cut off.')],
    'too-large': [
      t('The response is larger than 8 MB.'),
      t(
        'Request less at once, or send fewer identifiers per request ({0}).',
        optionName('criteoAudiences.upload.chunkSize'),
      ),
    ],
    'incomplete-list': [
      t('Segments, audiences or accounts couldn’t be read completely.'),
      t('Try again later.'),
    ],
    'other-answer': [
      t('The response doesn’t match the request.'),
      t('Try again; a proxy may be mixing up responses.'),
    ],
    api: [
      t('Criteo returned an error without a code.'),
      t('Go by the status: after 429 and server errors, try again later.'),
    ],
    refused: [
      t('Criteo rejected one of several items without a code.'),
      t('Read the message; support needs the trace ID.'),
    ],
    'no-answer': [
      t('Criteo’s response doesn’t mention an item.'),
      t('Look whether the change took effect before you try again.'),
    ],
    'not-asked': [
      t('An item wasn’t tried, since an earlier request failed.'),
      t('Run it again for the items that are left.'),
    ],
  }) satisfies CodeTexts;
