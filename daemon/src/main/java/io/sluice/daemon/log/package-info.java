/** How a log line looks and where it goes: one event a line, as text or JSON. */
package io.sluice.daemon.log;
