/**
 * The switch as a process, against peers that nobody here wrote: Linux guests under QEMU, DPDK's
 * testpmd, network namespaces. The same tests run against OVS-DPDK (-Dsluice.it.switch=ovs), which
 * shows that a failure is the switch's and not the harness's.
 */
package io.sluice.it;
