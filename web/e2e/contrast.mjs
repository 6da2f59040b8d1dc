/** Texts of the page that are seen and whose contrast (WCAG 2) is below `least`, as "text: contrast". */
export function poorContrasts(page, least = 4.5) {
  return page.evaluate((atLeast) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    /** Any colour of CSS as sRGB, laid over another. */
    const over = (colour, below) => {
      pen.fillStyle = `rgb(${below.join(' ')})`;
      pen.fillRect(0, 0, 1, 1);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const ground = (element) => {
      const layers = [];
      for (let e = element; e; e = e.parentElement) {
        layers.unshift(getComputedStyle(e).backgroundColor);
      }
      return layers.reduce((below, colour) => over(colour, below), [255, 255, 255]);
    };
    const luminance = (rgb) => {
      const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const poor = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const element = text.parentElement;
      if (text.data.trim() === '' || !element.checkVisibility() || element.closest('noscript')) {
        continue;
      }
      const style = getComputedStyle(element);
      const below = ground(element);
      const ink = over(element instanceof SVGElement ? style.fill : style.color, below);
      const [dark, light] = [luminance(ink), luminance(below)].sort((a, b) => a - b);
      const contrast = (light + 0.05) / (dark + 0.05);
      if (contrast < atLeast) {
        poor.push(`${text.data.trim()}: ${contrast.toFixed(2)}`);
      }
    }
    return poor;
  }, least);
}
