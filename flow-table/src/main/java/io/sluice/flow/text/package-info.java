/** Flows as people write and read them: the syntax of ovs-ofctl. */
package io.sluice.flow.text;
