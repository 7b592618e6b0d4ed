/**
 * Known ways of getting a script, a request or a name into a page by markup, a line each. `alarm()`
 * tells that a script ran, `/leak` on the test server that a request left.
 */
export const vectors: readonly string[] = [
  ...lines(String.raw`
    <script>alarm()</script>
    <SCRIPT SRC=/leak></SCRIPT>
    <script src="data:text/javascript,alarm()"></script>
    <script type=module>alarm()</script>
    <script/x>alarm()</script>
    <scr<script>ipt>alarm()</scr</script>ipt>
    <script>alarm()
    <<script>alarm();//<</script>
    <script x="</script><script>alarm()</script>
    <script type="speculationrules">{"prefetch":[{"source":"list","urls":["/leak"]}]}</script>
    <script type="importmap">{"imports":{"a":"/leak"}}</script>
    <img src=x onerror=alarm()>
    <img src=x onerror="alarm()"
    <IMG SRC=x OnErRoR=alarm()>
    <img/src/onerror=alarm()>
    <img src=x onerror=&#97;larm()>
    <img src=x onerror=&#x61;larm&lpar;&rpar;>
    <img src=x:x onerror=eval(atob('YWxhcm0oKQ=='))>
    <img """><script>alarm()</script>">
    <img src="/leak">
    <img srcset="/leak 1x">
    <img src=x usemap=#m><map name=m><area shape=default href=javascript:alarm()></map>
    <img src="javascript:alarm()">
    <img lowsrc="javascript:alarm()" dynsrc="/leak">
    <image src=x onerror=alarm()>
    <picture><source srcset=/leak><img src=x onerror=alarm()></picture>
    <input type=image src=/leak onerror=alarm()>
    <input autofocus onfocus=alarm()>
    <select autofocus onfocus=alarm()><option>a</select>
    <textarea autofocus onfocus=alarm()></textarea>
    <button autofocus onfocus=alarm()>a</button>
    <keygen autofocus onfocus=alarm()>
    <p tabindex=1 autofocus onfocus=alarm()>a</p>
    <p contenteditable autofocus onfocus=alarm()>a</p>
    <b onclick=alarm()>a</b>
    <b onmouseover=alarm()>a</b>
    <b onpointerenter="alarm()">a</b>
    <b onkeydown=alarm() onkeyup=alarm()>a</b>
    <b oncopy=alarm() onpaste=alarm() oncut=alarm()>a</b>
    <b ondrag=alarm() ondrop=alarm()>a</b>
    <b onbeforeinput=alarm() oninput=alarm()>a</b>
    <b onwheel=alarm() onscroll=alarm()>a</b>
    <b onanimationstart=alarm() style="animation-name:x">a</b><style>@keyframes x{}</style>
    <b ontransitionend=alarm() style="transition:color 1ms">a</b>
    <b onauxclick=alarm() oncontextmenu=alarm()>a</b>
    <div onbeforetoggle=alarm() popover id=pop>a</div><button popovertarget=pop>a</button>
    <div oncontentvisibilityautostatechange=alarm() style=content-visibility:auto>a</div>
    <details open ontoggle=alarm()>a</details>
    <details ontoggle=alarm()><summary onclick=alarm()>a</summary></details>
    <body onload=alarm()>
    <body onpageshow=alarm() onhashchange=alarm() onbeforeunload=alarm()>
    <frameset onload=alarm()><frame src=javascript:alarm()></frameset>
    <video src=x onerror=alarm()></video>
    <video><source onerror=alarm() src=x></video>
    <video poster=/leak></video>
    <video autoplay onloadstart=alarm() src=/leak></video>
    <audio src=x onerror=alarm()></audio>
    <audio autoplay src=/leak onloadstart=alarm()></audio>
    <track src=/leak default onerror=alarm()>
    <marquee onstart=alarm() onbounce=alarm()>a</marquee>
    <bgsound src=/leak>
    <object data="javascript:alarm()"></object>
    <object data="data:text/html,<script>parent.alarm()</script>"></object>
    <object type=image/svg+xml data=/leak onerror=alarm()></object>
    <embed src="javascript:alarm()">
    <embed src=/leak type=image/svg+xml onload=alarm()>
    <applet code=/leak></applet>
    <param name=movie value=/leak>
    <iframe src="javascript:parent.alarm()"></iframe>
    <iframe srcdoc="<script>parent.alarm()</script>"></iframe>
    <iframe srcdoc="&lt;img src=x onerror=parent.alarm()&gt;"></iframe>
    <iframe src="data:text/html,<script>parent.alarm()</script>"></iframe>
    <iframe onload=alarm()></iframe>
    <iframe src=/leak></iframe>
    <fencedframe src=/leak></fencedframe>
    <portal src=/leak></portal>
    <a href="javascript:alarm()">a</a>
    <a href="JaVaScRiPt:alarm()">a</a>
    <a href=" &#14; javascript:alarm()">a</a>
    <a href="&#1;javascript:alarm()">a</a>
    <a href="java&#9;script:alarm()">a</a>
    <a href="java&#10;script:alarm()">a</a>
    <a href="java&#13;script:alarm()">a</a>
    <a href="java&NewLine;script&colon;alarm&lpar;&rpar;">a</a>
    <a href="&#106;avascript:alarm()">a</a>
    <a href="&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alarm()">a</a>
    <a href="javascript&colon;alarm()">a</a>
    <a href="javascript&#58;alarm()">a</a>
    <a href="java&#0;script:alarm()">a</a>
    <a href="javascript://%0aalarm()">a</a>
    <a href="javascript:/*--></title></style></textarea></script><svg/onload=alarm()>">a</a>
    <a href="jav&#x200b;ascript:alarm()">a</a>
    <a href="&#x3000;javascript:alarm()">a</a>
    <a href="vbscript:alarm()">a</a>
    <a href="livescript:alarm()">a</a>
    <a href="data:text/html,<script>alarm()</script>">a</a>
    <a href="data:text/html;base64,PHNjcmlwdD5hbGFybSgpPC9zY3JpcHQ+">a</a>
    <a href="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alarm()'/>">a</a>
    <a href="view-source:javascript:alarm()">a</a>
    <a href="blob:null/0" target=_blank>a</a>
    <a href="file:///etc/passwd">a</a>
    <a href="web1+x:a">a</a>
    <a href="ms-word2:ofe|u|https://evil.test">a</a>
    <a href="https://evil.test" ping="/leak">a</a>
    <a href="https://evil.test" target=_blank rel=opener>a</a>
    <a href="https://evil.test" attributionsrc="/leak">a</a>
    <a href="https://evil.test" download=run.exe>a</a>
    <a xlink:href="javascript:alarm()">a</a>
    <area href="javascript:alarm()">
    <q cite="javascript:alarm()">a</q>
    <blockquote cite="data:text/html,<script>alarm()</script>">a</blockquote>
    <form action="javascript:alarm()"><input type=submit></form>
    <form action=/leak><button>a</button></form>
    <form><button formaction="javascript:alarm()">a</button></form>
    <button form=host formaction="javascript:alarm()">a</button>
    <input form=host type=submit formaction=/leak>
    <isindex action="javascript:alarm()" type=image>
    <meta http-equiv=refresh content="0;url=javascript:alarm()">
    <meta http-equiv=refresh content="0;url=/leak">
    <meta http-equiv="Set-Cookie" content="a=b">
    <meta http-equiv="Content-Security-Policy" content="script-src 'none'">
    <meta name=referrer content=unsafe-url>
    <base href="/leak/">
    <base target=_top>
    <link rel=stylesheet href=/leak>
    <link rel=stylesheet href="data:text/css,*{color:red}">
    <link rel=prefetch href=/leak>
    <link rel=preload as=image href=/leak>
    <link rel=modulepreload href=/leak>
    <link rel=dns-prefetch href="//leak.test"><link rel=preconnect href="//leak.test">
    <link rel=icon href=/leak>
    <link rel=import href=/leak>
    <link rel=manifest href=/leak>
    <style>@import '/leak';</style>
    <style>*{background:url(/leak)}</style>
    <style>@font-face{font-family:x;src:url(/leak)}*{font-family:x}</style>
    <style><img src=x onerror=alarm()></style>
    <style>*{}</style><img src="</style><img src=x onerror=alarm()>">
    <b style="background:url(/leak)">a</b>
    <b style="background:url('javascript:alarm()')">a</b>
    <b style="width:expression(alarm())">a</b>
    <b style="-moz-binding:url(/leak#x);behavior:url(/leak)">a</b>
    <b style="position:fixed;inset:0;z-index:9">a</b>
    <table background=/leak><td background=/leak>a</table>
    <body background=/leak>
    <ul><li style="list-style-image:url(/leak)">a</ul>
    <svg onload=alarm()>
    <svg/onload=alarm()//
    <svg><script>alarm()</script></svg>
    <svg><script href="data:,alarm()"/></svg>
    <svg><script>&#97;larm()</script></svg>
    <svg><a href="javascript:alarm()"><text y=9>a</text></a></svg>
    <svg><a xlink:href="javascript:alarm()"><text y=9>a</text></a></svg>
    <svg><use href="data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><image href=x onerror='alarm()'/></svg>#x"/></svg>
    <svg><use xlink:href="/leak#x"/></svg>
    <svg><image href=/leak onerror=alarm()></svg>
    <svg><feImage href=/leak></svg>
    <svg><animate onbegin=alarm() attributeName=x dur=1s></svg>
    <svg><set onbegin=alarm() attributeName=x to=y></svg>
    <svg><a><animate attributeName=href values="javascript:alarm()"/><text y=9>a</text></a></svg>
    <svg><animatetransform onbegin=alarm() attributeName=transform></svg>
    <svg><foreignObject><img src=x onerror=alarm()></foreignObject></svg>
    <svg><foreignObject><iframe srcdoc="<script>parent.alarm()</script>"></iframe></foreignObject></svg>
    <svg><style>*{fill:url(/leak)}</style></svg>
    <svg><style>&lt;img src=x onerror=alarm()></style></svg>
    <svg><title><img src=x onerror=alarm()></title></svg>
    <svg><desc><img src=x onerror=alarm()></desc></svg>
    <svg><handler type="text/javascript" ev:event=load>alarm()</handler></svg>
    <svg><discard onbegin=alarm()></svg>
    <math href="javascript:alarm()">a</math>
    <math><maction actiontype="statusline#a" xlink:href="javascript:alarm()">a</maction></math>
    <math><annotation-xml encoding="text/html"><img src=x onerror=alarm()></annotation-xml></math>
    <math><mtext><script>alarm()</script></mtext></math>
    <math><mi//xlink:href="data:x,<script>alarm()</script>">
    <math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alarm()&gt;">
    <math><mtext><table><mglyph><style><math><img src onerror=alarm()></style></table></mtext></math>
    <form><math><mtext></form><form><mglyph><style></math><img src onerror=alarm()>
    <svg></p><style><a id="</style><img src=x onerror=alarm()>">
    <svg><p><style><a title="</style><img src=x onerror=alarm()>">
    <math><style><img src=x onerror=alarm()></style></math>
    <noscript><p title="</noscript><img src=x onerror=alarm()>"></noscript>
    <noembed><p title="</noembed><img src=x onerror=alarm()>"></noembed>
    <noframes><p title="</noframes><img src=x onerror=alarm()>"></noframes>
    <xmp><p title="</xmp><img src=x onerror=alarm()>"></xmp>
    <title><p title="</title><img src=x onerror=alarm()>"></title>
    <textarea><p title="</textarea><img src=x onerror=alarm()>"></textarea>
    <iframe><p title="</iframe><img src=x onerror=alarm()>"></iframe>
    <plaintext><img src=x onerror=alarm()>
    <listing>&lt;img src=x onerror=alarm()&gt;</listing>
    <select><template><style><!--</style><a rel="--></style></template></select><img src=x onerror=alarm()>
    <select><style><option></select><img src=x onerror=alarm()></style></select>
    <table><td><svg><desc><td><style><img src=x onerror=alarm()></style></desc></svg></table>
    <a><table><a href="javascript:alarm()">a</a></table></a>
    <p title="</p><img src=x onerror=alarm()>">a</p>
    <!--><img src=x onerror=alarm()>-->
    <!--!><img src=x onerror=alarm()>
    <!---><img src=x onerror=alarm()>-->
    <!-- --!><img src=x onerror=alarm()>
    <!--[if gte IE 4]><script>alarm()</script><![endif]-->
    <![CDATA[<img src=x onerror=alarm()>]]>
    <svg><![CDATA[><img src=x onerror=alarm()>]]></svg>
    <?xml version="1.0"?><img src=x onerror=alarm()>
    <?xml-stylesheet href="javascript:alarm()"?>
    <!DOCTYPE x [<!ENTITY y SYSTEM "/leak">]>&y;
    <template><script>alarm()</script><img src=x onerror=alarm()></template>
    <template shadowrootmode=open><img src=x onerror=alarm()><script>alarm()</script></template>
    <div><template shadowrootmode=closed><img src=/leak onerror=alarm()></template></div>
    <div><template shadowrootmode=open shadowrootdelegatesfocus><slot onslotchange=alarm()></slot></template>a</div>
    <x-alarm>a</x-alarm>
    <b is=x-alarm-built-in>a</b>
    <x-unknown onclick=alarm() onfocus=alarm() tabindex=0>a</x-unknown>
    <dialog open onclose=alarm() oncancel=alarm()>a</dialog>
    <slot onslotchange=alarm()></slot>
    <canvas onclick=alarm()></canvas>
    <output name=alarm onformchange=alarm()></output>
    <label for=host onclick=alarm()>a</label>
    <img src=&#x6a;avascript:alarm()>
    <b/onclick=alarm()//>a</b>
    <b onclick = "alarm()">a</b>
    <b onclick&#61;alarm()>a</b>
    <b 'onclick=alarm()'>a</b>
    <b "onclick=alarm()">a</b>
    <b onclick=alarm() onclick=0>a</b>
    &lt;img src=x onerror=alarm()&gt;
    &amp;lt;script&amp;gt;alarm()&amp;lt;/script&amp;gt;
    \u003cimg src=x onerror=alarm()\u003e
    %3Cscript%3Ealarm()%3C/script%3E
    +ADw-script+AD4-alarm()+ADw-/script+AD4-
  `),
  '<img\u0000src=x\u0000onerror=alarm()>',
  '<scr\u0000ipt>alarm()</scr\u0000ipt>',
  '<img\u000csrc=x\u000conerror=alarm()>',
  '<a href="\u0001javascript:alarm()">a</a>',
  '<a href="java\u0000script:alarm()">a</a>',
  '<a href="javascript\t:alarm()">a</a>',
  '\ufeff<img src=x onerror=alarm()>',
  '\uff1cscript\uff1ealarm()\uff1c/script\uff1e',
  '<\u017fcript>alarm()</\u017fcript>',
  '<\u017fvg onload=alarm()>',
  '\ud800<img src=x onerror=alarm()>\udfff',
  `${'<div>'.repeat(600)}<img src=x onerror=alarm()>`,
  `${'<form><div>'.repeat(60)}<math><mtext></form><form><mglyph><style></math><img src onerror=alarm()>`,
]

/** Names by which markup could stand in the way of the page's own properties. */
export const clobbering: readonly string[] = lines(`
  <img name=cookie><img id=body>
  <form name=getElementById></form>
  <form id=forms><input name=attributes><input name=nodeName></form>
  <input name=action form=host><input name=submit form=host><input name=elements form=host>
  <button id=submit name=submit>a</button>
  <a id=config></a><a id=config name=url href="https://evil.test">a</a>
  <iframe name=config srcdoc="<a id=url href=https://evil.test>a</a>"></iframe>
  <object id=alarm></object><embed name=holdfast>
  <img name=currentScript><img name=defaultView>
  <a id=__proto__></a><a id=constructor></a><a name=prototype>a</a>
  <b __proto__=x constructor=y prototype=z>a</b>
  <b __proto__[polluted]=1 constructor.prototype.polluted=1>a</b>
  <form name=__proto__><input name=polluted value=1></form>
  <div id=host><output name=host>a</output></div>
`)

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
