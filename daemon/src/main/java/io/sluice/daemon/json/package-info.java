/** Values as JSON text, for whoever asks the switch. */
package io.sluice.daemon.json;
