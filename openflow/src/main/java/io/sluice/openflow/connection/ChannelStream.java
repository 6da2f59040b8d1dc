package io.sluice.openflow.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** TCP and UNIX sockets. */
final class ChannelStream implements ByteStream {
  private final SocketChannel channel;
  private final String peer;

  ChannelStream(SocketChannel channel, String peer) {
    this.channel = channel;
    this.peer = peer;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return channel.read(ByteBuffer.wrap(bytes, offset, length));
  }

  @Override
  public void write(byte[] bytes, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Override
  public void close() {
    Closing.quietly(channel);
  }

  @Override
  public String peer() {
    return peer;
  }
}
