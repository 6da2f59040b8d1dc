/**
 * A vhost-user front end for tests: guest memory, rings as a driver fills them, and the socket's
 * other side. Published as this module's test-jar for the tests of other modules.
 */
package io.sluice.ring.testing;
