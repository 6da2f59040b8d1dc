/**
 * The switch over HTTP: what it is like, for programs and the page, and a few changes. Each kind of
 * thing has its file of {@link io.sluice.daemon.http.Routes}; a new kind is a new file and a line
 * in {@link io.sluice.daemon.http.Kinds}. Nothing here runs on a lane. Commands load none of it.
 */
package io.sluice.daemon.http;
