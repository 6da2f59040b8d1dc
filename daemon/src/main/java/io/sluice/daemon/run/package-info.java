/** The switch as a process: from a configuration to `ready` to a clean end; and the demo. */
package io.sluice.daemon.run;
