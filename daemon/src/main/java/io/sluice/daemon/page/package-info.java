/**
 * The web page at {@code /}: files that the build of {@code web/} made, kept among the resources,
 * as they are. What they show they ask of {@code /v1} like any other client.
 */
package io.sluice.daemon.page;
