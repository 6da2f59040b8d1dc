/** The configuration file (HOCON), read and checked as a whole before anything is started. */
package io.sluice.daemon.config;
