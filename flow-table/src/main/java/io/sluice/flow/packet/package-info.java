/** Wire headers: the flow key's layout, the parser that fills it, and edits of a packet's head. */
package io.sluice.flow.packet;
