// The reading worker, bundled next to the tests.
import '../../../../src/upload/worker/worker';
