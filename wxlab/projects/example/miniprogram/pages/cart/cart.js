Page({
  data: {
    cart: getApp().globalData.cart
  }
})
