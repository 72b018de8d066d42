// The reading worker as the tests run it, bundled beside them.
import '../../../../src/upload/worker/worker';
