/** The entry point of the process. What it can do is in the packages below. */
package io.sluice.daemon;
