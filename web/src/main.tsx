import { render } from 'preact';
import './style/colours.css';
import './style/page.css';
import './style/topology.css';
import './style/controllers.css';
import './style/port.css';
import './style/tables.css';
import { App } from './app';
import { live } from './api/live';

live.start();
render(<App />, document.getElementById('page')!);
